import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { Authenticated } from "./auth";
import { log } from "../kit/log";
import { HttpFailure } from "./errors";

/**
 * The `period` of the rate limits in `wrangler.jsonc`. The platform does not say
 * when a client may come back, but no client has to wait longer than this.
 */
export const PERIOD_MS = 10_000;

/** The names of the rate limits among the bindings. */
export type RateLimitName = {
  [Name in keyof Env]: Env[Name] extends RateLimit ? Name : never;
}[keyof Env];

/**
 * Refuses a client that asks too often with 429, before its request costs a
 * call of an object. Comes after `authenticate` unless `clientOf` is {@link byNetwork}.
 *
 * The platform counts in each of its locations by itself and is not exact:
 * this stops floods, it does not account.
 * https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
export function limitRate(
  name: RateLimitName,
  clientOf: (c: Context<Authenticated>) => string = byCaller,
) {
  return createMiddleware<Authenticated>(async (c, next) => {
    const limit: RateLimit | undefined = c.env[name];
    if (limit === undefined) throw new TypeError(`the rate limit ${name} is not in wrangler.jsonc`);
    if (!(await isWithin(limit, clientOf(c)))) {
      throw new HttpFailure({
        code: "rate_limited",
        message: "too many requests",
        retryAfterMs: PERIOD_MS,
      });
    }
    await next();
  });
}

/** Each caller by themselves, wherever they call from. */
export function byCaller(c: Context<Authenticated>): string {
  return `caller:${c.get("caller").id}`;
}

/** For routes where nobody has said yet who they are. */
export function byNetwork(c: Context): string {
  return `network:${networkOf(c.req.header("CF-Connecting-IP") ?? "local")}`;
}

/**
 * What one client has of the address space: an IPv4 address, or an IPv6 /64,
 * within which a client may take a new address for each request.
 */
export function networkOf(address: string): string {
  const embedded = address.slice(address.lastIndexOf(":") + 1);
  if (!address.includes(":") || embedded.includes(".")) return embedded;
  const [before = [], after = []] = address
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  const prefix = [...before, ...zeros, ...after].slice(0, 4);
  return `${prefix.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** When the platform cannot tell, the client passes: a limit must not take the service down. */
async function isWithin(limit: RateLimit, key: string): Promise<boolean> {
  try {
    return (await limit.limit({ key })).success;
  } catch (error) {
    log("error", "rate limit not checked", { error: String(error) });
    return true;
  }
}
