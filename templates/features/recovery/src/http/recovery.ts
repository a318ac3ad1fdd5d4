import { Hono, type Context } from "hono";
import { sign, verify } from "hono/jwt";
import * as v from "valibot";
import { Bookmark, ConfirmedPlan, type Recovery, type RecoveryRefused } from "../kit/recovery";
import { log } from "../kit/log";
import { ok, type Result } from "../kit/result";
import { authenticate, requireRole, type Authenticated } from "./auth";
import { respond, respondFailure } from "./errors";
import { limitBody, readJson } from "./input";

/** How long an operator may think it over, in seconds. */
const CONFIRM_WITHIN_S = 5 * 60;

/** The bodies are a few short fields. */
const MAX_BODY_BYTES = 4 * 1024;

const PlanBody = v.union([
  v.strictObject({ bookmark: Bookmark }),
  v.strictObject({
    time: v.pipe(
      v.string(),
      v.isoTimestamp(),
      v.transform((text) => Date.parse(text)),
      // Not every timestamp is a date, and history does not begin before 1970.
      v.safeInteger("not a time"),
      v.minValue(0),
    ),
  }),
]);
const ConfirmBody = v.strictObject({ confirmation: v.pipe(v.string(), v.maxLength(2_048)) });

/** What a confirmation stands for: who has asked, and when, to take which object where. */
const Claims = v.object({ object: v.string(), by: v.string(), ...ConfirmedPlan.entries });
type Claims = v.InferOutput<typeof Claims>;

/** An object that can be taken back, as its stub offers it. */
type Recoverable = Rpc.DurableObjectBranded & { recovery(): Recovery };

/** What has been done. */
interface Restored {
  readonly object: string;
  readonly bookmark: string;
  /** Take the object to this bookmark to undo it. */
  readonly undo: string;
  /** Whether it runs again already; if not, the next call starts it. */
  readonly running: boolean;
}

/**
 * Routes by which operators take one object back, in two steps: the first says
 * what would be done and gives a confirmation, the second does it. `stubOf`
 * makes a new stub of the object that the path names.
 */
export function recoveryRoutes(
  stubOf: (c: Context<Authenticated>) => DurableObjectStub<Recoverable>,
) {
  const routes = new Hono<Authenticated>();
  routes.use(limitBody(MAX_BODY_BYTES), authenticate, requireRole("admin"));

  routes.post("/", async (c) => {
    const point = await readJson(c, PlanBody);
    const stub = stubOf(c);
    using recovery = await stub.recovery();
    const planned = await recovery.plan(point);
    if (!planned.ok) return respondFailure(c, planned.error);
    const { bookmark, current, warning, plannedAt } = planned.value;
    const exp = Math.floor(Date.now() / 1_000) + CONFIRM_WITHIN_S;
    const claims: Claims = { object: `${stub.id}`, by: c.get("caller").id, bookmark, plannedAt };
    return c.json({
      object: claims.object,
      bookmark,
      current,
      warning,
      confirmation: await sign({ ...claims, exp }, confirmationKey(c.env), "HS256"),
      expiresAt: exp * 1_000,
    });
  });

  routes.post("/confirm", async (c) => {
    const { confirmation } = await readJson(c, ConfirmBody);
    const claims = await readConfirmation(confirmation, c.env);
    const isTheirs = claims?.by === c.get("caller").id && claims.object === `${stubOf(c).id}`;
    if (claims === undefined || !isTheirs)
      return respondFailure(c, {
        code: "conflict",
        message: "this confirmation has expired, or is for another object or by somebody else",
      });
    const done = takeBack(() => stubOf(c), claims);
    // An operator who hangs up must not keep the object from being repaired.
    c.executionCtx.waitUntil(done.catch(() => {}));
    return respond(c, await done);
  });

  return routes;
}

async function takeBack(
  newStub: () => DurableObjectStub<Recoverable>,
  { object, bookmark, plannedAt, by }: Claims,
): Promise<Result<Restored, RecoveryRefused>> {
  let undo: string | undefined;
  let kept: unknown;
  try {
    using recovery = await newStub().recovery();
    const refused = await recovery.restore({ bookmark, plannedAt }, (...reported) => {
      [undo, kept] = reported;
    });
    if (!refused.ok) return refused;
  } catch (error) {
    // The object ends itself once it has reported, and every call to it fails.
    if (undo === undefined) throw error;
  }
  if (undo === undefined) throw new Error("the object has not said how to undo it");
  log("warn", "object was taken back", { object, bookmark, undo, by });
  return ok({ object, bookmark, undo, running: await restart(newStub(), kept) });
}

/** A stub that has seen the end of an object stays broken, so this takes a new one. */
async function restart(stub: DurableObjectStub<Recoverable>, kept: unknown): Promise<boolean> {
  try {
    using recovery = await stub.recovery();
    await recovery.restart(kept);
    return true;
  } catch (error) {
    log("error", "object does not start", { object: `${stub.id}`, error: `${error}` });
    return false;
  }
}

async function readConfirmation(text: string, env: Env): Promise<Claims | undefined> {
  try {
    return v.parse(Claims, await verify(text, confirmationKey(env), "HS256"));
  } catch {
    return undefined;
  }
}

/** A key of its own: a confirmation must not pass for a token of a caller. */
function confirmationKey(env: Env): string {
  return `recovery/${env.AUTH_SECRET}`;
}
