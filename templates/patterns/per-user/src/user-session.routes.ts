import { Hono, type Context } from "hono";
import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import { authenticate, type Authenticated } from "./http/auth";
// #if identity
import { currentCall, openSession } from "./http/call";
// #end
// #if observability
import { requireRole } from "./http/auth";
// #end
import { HttpFailure, respond } from "./http/errors";
import { limitBody, readJson, readParams, readQuery } from "./http/input";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
// #if observability
import { Name } from "./kit/validate";
// #end
import { PageSize, parse } from "./kit/validate";
// #if hibernation
import { feed } from "./user-session.feed.routes";
// #end
// #if recovery
import { recovery } from "./user-session.recovery.routes";
// #end
import { userStub } from "./user-session.stub";
import { SetPreferences } from "./user/preferences";
import {
  ListSessions,
  RevokeAllSessions,
  RevokeSession,
  StartSession,
  VerifySession,
} from "./user/sessions";

const PageQuery = v.strictObject({
  ...ListSessions.entries,
  limit: v.optional(v.pipe(v.string(), v.digits(), v.transform(Number), PageSize)),
});

/** What callers can do with their own data, and with nobody else's. */
export const routes = new Hono<Authenticated>();

// #if hibernation
routes.route("/feed", feed);

// #end
// #if recovery
routes.route("/admin/:user/recovery", recovery);

// #end
routes.use(limitBody(), authenticate, async (c, next) => {
  await next();
  // Answers hold personal data and tokens, which no cache on the way may keep.
  c.header("Cache-Control", "no-store");
});
// #if rate-limit
routes.use(limitRate("USER_SESSION_RATE_LIMIT"));
// #end

routes.get("/preferences", async (c) => c.json(await user(c).getPreferences()));

routes.patch("/preferences", async (c) => {
  const input = await readJson(c, SetPreferences);
  return respond(c, await user(c).setPreferences(input));
});

routes.post("/sessions", async (c) => {
  const input = await readJson(c, StartSession);
  return c.json(await user(c).startSession(input), 201);
});

routes.get("/sessions", async (c) => {
  const input = readQuery(c, PageQuery);
  return c.json(await user(c).listSessions(input));
});

routes.post("/sessions/verify", async (c) => {
  const input = await readJson(c, VerifySession);
  return respond(c, await user(c).verifySession(input));
});

routes.post("/sessions/touch", async (c) => {
  const input = await readJson(c, VerifySession);
  return respond(c, await user(c).touchSession(input));
});

routes.delete("/sessions/:id", async (c) => {
  const input = readParams(c, RevokeSession);
  return respond(c, await user(c).revokeSession(input));
});

routes.delete("/sessions", async (c) => {
  const input = readQuery(c, RevokeAllSessions);
  return c.json(await user(c).revokeAllSessions(input));
});

routes.get("/export", async (c) => {
  c.header("Content-Disposition", 'attachment; filename="export.json"');
  return c.json(await user(c).exportEverything());
});

routes.delete("/", async (c) => {
  await user(c).deleteEverything();
  return c.body(null, 204);
});

// #if observability
routes.get("/admin/metrics/:user", requireRole("admin"), async (c) => {
  const { user: id } = readParams(c, v.object({ user: Name }));
  return c.json(await userStub(c.env, id).metrics());
});

// #end
/**
 * For routes of your own: lets only callers pass whose device is still signed
 * in, by the session token in the header `Session-Token`. It comes after
 * {@link authenticate}.
 */
export const requireSession = createMiddleware<Authenticated>(async (c, next) => {
  const input = parse(VerifySession, { token: c.req.header("Session-Token") ?? "" });
  const session = await user(c).touchSession(input);
  if (!session.ok) throw new HttpFailure(session.error);
  await next();
});

/** The caller's object. */
function user(c: Context<Authenticated>) {
  // #if identity
  const call = currentCall();
  if (call !== undefined) return openSession(userStub(c.env, c.get("caller").id), call);
  // #end
  return userStub(c.env, c.get("caller").id);
}
