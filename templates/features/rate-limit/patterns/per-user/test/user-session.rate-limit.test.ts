import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import app from "../src/index";
// #if hibernation
import { FEED_PROTOCOL } from "../src/kit/feed.protocol";
// #end
import { readRate } from "../src/kit/rate-limit";
import type { UserSession } from "../src/user-session";
import { as, request, send, unique } from "./client";
import { closedLimit, REFUSED } from "./http/rate-limit.fake";
import { configure, itReads } from "./settings";

/** A rate that is used up with a few calls. */
const RATE = { burst: 4, perSecond: 0.4 };
const { burst, perSecond } = RATE;
const CHANGES = { changes: { theme: "dark" } };

beforeEach(() => {
  configure("USER_SESSION_CHANGE_RATE", RATE);
  // No time passes, so that no tokens flow in.
  vi.spyOn(Date, "now").mockReturnValue(Date.now());
});
afterEach(() => vi.restoreAllMocks());

type User = DurableObjectStub<UserSession>;

/** Changes preferences until that is refused, and returns how often and why. */
function useUp(stub: User) {
  return runInDurableObject(stub, async (user: UserSession) => {
    for (let changed = 0; ; changed += 1) {
      const result = await user.setPreferences(CHANGES);
      if (!result.ok) return { changed, error: result.error };
    }
  });
}

/** Makes the last change as long ago as it takes for `tokens` more. */
function wait(stub: User, tokens: number): Promise<void> {
  const ms = (tokens * 1_000) / perSecond;
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE _rate_limits SET full_at = full_at - ?", ms);
  });
}

itReads(["USER_SESSION_CHANGE_RATE"], () => readRate(env, "USER_SESSION_CHANGE_RATE"));

describe("changing preferences", () => {
  it("fails with a wrong rate, and nothing else does", async () => {
    const user = unique("user");
    const stub = env.USER_SESSION.getByName(user);
    const change = () => stub.setPreferences(CHANGES).catch(String);
    await stub.startSession({ device: "phone" });
    await evictDurableObject(stub);
    configure("USER_SESSION_CHANGE_RATE", { burst: 4 });
    expect(await change()).toContain("USER_SESSION_CHANGE_RATE");
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    const init = { method: "DELETE", headers: await as(user) };
    expect((await request("/user-session", init)).status).toBe(204);
    // One that would fail leaves no tables behind.
    expect(await change()).toContain("USER_SESSION_CHANGE_RATE");
    const tables = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_schema LIMIT 1").toArray(),
    );
    expect(tables).toEqual([]);
  });

  it("is limited exactly, and the limit survives eviction", async () => {
    const stub = env.USER_SESSION.getByName(unique("user"));
    const { changed, error } = await useUp(stub);
    expect(changed).toBe(burst);
    const retryAfterMs = Math.ceil(1_000 / perSecond);
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs });

    await evictDurableObject(stub);
    expect(await stub.setPreferences(CHANGES)).toMatchObject({ error: { code: "rate_limited" } });
    expect((await stub.getPreferences()).version).toBe(changed);

    await wait(stub, 2);
    expect((await useUp(stub)).changed).toBe(2);
  });

  it("counts only what is changed", async () => {
    const stub = env.USER_SESSION.getByName(unique("user"));
    for (let tries = 0; tries <= burst; tries += 1) {
      const refused = await stub.setPreferences({ ...CHANGES, ifVersion: 7 });
      expect(refused).toMatchObject({ error: { code: "conflict" } });
    }
    expect(await stub.setPreferences(CHANGES)).toMatchObject({ ok: true });
  });

  it("is limited for each user, and anew after everything was deleted", async () => {
    const stub = env.USER_SESSION.getByName(unique("user"));
    await useUp(stub);
    const other = env.USER_SESSION.getByName(unique("user"));
    expect(await other.setPreferences(CHANGES)).toMatchObject({ ok: true });
    await stub.deleteEverything();
    expect(await stub.setPreferences(CHANGES)).toMatchObject({ ok: true });
  });

  it("is answered with 429 and the time to wait", async () => {
    const user = unique("user");
    await useUp(env.USER_SESSION.getByName(user));
    const response = await send("PATCH", "/user-session/preferences", CHANGES, await as(user));
    const seconds = `${Math.ceil(1 / perSecond)}`;
    expect([response.status, response.headers.get("Retry-After")]).toEqual([429, seconds]);
  });
});

it("every route asks about the caller, and refuses with 429 whom the limit refuses", async () => {
  const caller = unique("user");
  const asked: string[] = [];
  const bindings = { ...env, USER_SESSION_RATE_LIMIT: closedLimit(asked) };
  const routes = [
    ["GET", "/preferences"],
    ["PATCH", "/preferences"],
    ["POST", "/sessions"],
    ["GET", "/sessions"],
    ["POST", "/sessions/verify"],
    ["POST", "/sessions/touch"],
    ["DELETE", "/sessions/1"],
    ["DELETE", "/sessions"],
    ["GET", "/export"],
    ["DELETE", ""],
  ] as const;
  const headers = await as(caller);
  for (const [method, route] of routes) {
    const init = { method, headers };
    const response = await app.request(`/user-session${route}`, init, bindings);
    expect([response.status, response.headers.get("Retry-After")], route).toEqual(REFUSED);
  }
  expect(asked).toEqual(Array(routes.length).fill(`caller:${caller}`));
});
// #if hibernation

it("the feed asks about the caller before it opens", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, USER_SESSION_RATE_LIMIT: closedLimit(asked) };
  const headers = {
    ...(await as(caller)),
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": FEED_PROTOCOL,
  };
  const response = await app.request("/user-session/feed", { headers }, bindings);
  expect([response.status, response.headers.get("Retry-After")]).toEqual(REFUSED);
  expect(asked).toEqual([`caller:${caller}`]);
});
// #end
