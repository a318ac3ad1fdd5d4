import { createMiddleware } from "hono/factory";
import { jwt } from "hono/jwt";
import * as v from "valibot";
import { log } from "../kit/log";
import { Name } from "../kit/validate";
// #if identity
import { setActor } from "./call";
// #end
import { HttpFailure } from "./errors";

/** Who is calling, from a verified token. Nothing in the URL or the body can change it. */
export interface Caller {
  readonly id: string;
  readonly roles: readonly string[];
  /** When the token ends, in milliseconds since the epoch. What outlives a request looks here. */
  readonly expiresAt: number;
}

/** The environment of routes behind {@link authenticate}. */
export interface Authenticated {
  Bindings: Env;
  Variables: { caller: Caller };
}

/** HS256 keys shorter than the hash weaken it (RFC 7518, section 3.2). */
const MIN_SECRET_LENGTH = 32;

const Claims = v.object({
  sub: Name,
  exp: v.number(),
  roles: v.optional(v.pipe(v.array(Name), v.maxLength(20)), []),
});

/**
 * Lets a request pass only with a valid token in `Authorization: Bearer`, and
 * sets `caller`. Without a secret to check against, nobody passes.
 */
export const authenticate = createMiddleware<Authenticated>(async (c, next) => {
  const verify = jwt({ secret: signingSecret(c.env), alg: "HS256" });
  return verify(c, async () => {
    const claims = v.safeParse(Claims, c.get("jwtPayload"));
    if (!claims.success)
      throw new HttpFailure({
        code: "unauthenticated",
        message: "the token lacks a valid sub or exp",
      });
    const { sub, roles, exp } = claims.output;
    c.set("caller", { id: sub, roles, expiresAt: exp * 1_000 });
    // #if identity
    setActor(sub);
    // #end
    await next();
  });
});

/** Lets only callers pass whose token carries the role. Comes after {@link authenticate}. */
export function requireRole(role: string) {
  return createMiddleware<Authenticated>(async (c, next) => {
    if (!c.get("caller").roles.includes(role)) {
      throw new HttpFailure({ code: "forbidden", message: `this needs the role "${role}"` });
    }
    await next();
  });
}

/**
 * Browsers cannot set headers on a WebSocket, and a token in a URL ends up in
 * logs. So the client offers it as a subprotocol, `bearer.<token>`, beside the
 * one that it speaks; this moves it to where {@link authenticate} looks.
 */
export const bearerFromSubprotocol = createMiddleware(async (c, next) => {
  const offered =
    c.req
      .header("Sec-WebSocket-Protocol")
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  const token = offered.find((name) => name.startsWith(BEARER));
  if (token !== undefined) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("Authorization", `Bearer ${token.slice(BEARER.length)}`);
    headers.set("Sec-WebSocket-Protocol", offered.filter((name) => name !== token).join(", "));
    c.req.raw = new Request(c.req.raw, { headers });
  }
  await next();
});

const BEARER = "bearer.";

function signingSecret(env: Env): string {
  const secret: string | undefined = env.AUTH_SECRET;
  if (secret === undefined || secret.length < MIN_SECRET_LENGTH) {
    log(
      "error",
      `AUTH_SECRET is missing or shorter than ${MIN_SECRET_LENGTH} characters; run \`npx wrangler secret put AUTH_SECRET\`, or locally \`npm run dev\``,
    );
    throw new HttpFailure({ code: "unavailable", message: "authentication is not configured" });
  }
  return secret;
}
