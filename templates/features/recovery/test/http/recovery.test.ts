import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { Hono } from "hono";
import { sign } from "hono/jwt";
import * as v from "valibot";
import { afterEach, expect, it, vi } from "vitest";
import type { Authenticated } from "../../src/http/auth";
import { handleError } from "../../src/http/errors";
import { recoveryRoutes } from "../../src/http/recovery";
import { as, unique } from "../client";
import { CURRENT, EARLIER, fakeHistory, UNDO } from "../history";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const app = new Hono<Authenticated>();
app.onError(handleError);
app.route(
  "/:name",
  recoveryRoutes((c) => env.PROBE.getByName(c.req.param("name") ?? "")),
);

/** What goes on when the operator has hung up. */
const goesOn: Promise<unknown>[] = [];

/** The platform cancels the rest of a request whose client is gone, but not this. */
const context = {
  waitUntil: (promise: Promise<unknown>) => void goesOn.push(promise),
  passThroughOnException: () => {},
  props: {},
};

async function post(path: string, body: unknown, caller = "operator", roles = ["admin"]) {
  const headers = { "Content-Type": "application/json", ...(await as(caller, roles)) };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return app.request(path, init, env, context);
}

async function confirmationFor(name: string): Promise<string> {
  const response = await post(`/${name}`, { bookmark: EARLIER });
  return v.parse(v.object({ confirmation: v.string() }), await response.json()).confirmation;
}

it("says what would be done, and does it when it is confirmed", async () => {
  const wentTo = await fakeHistory();
  const log = vi.spyOn(console, "warn");
  const name = unique();
  const object = `${env.PROBE.idFromName(name)}`;
  const planned = await post(`/${name}`, { time: new Date(Date.now() - 60_000).toISOString() });
  expect(planned.status).toBe(200);
  const plan = await planned.json<{ confirmation: string; expiresAt: number }>();
  expect(plan).toMatchObject({ object, bookmark: EARLIER, current: CURRENT, warning: "a probe" });
  expect(plan.expiresAt).toBeGreaterThan(Date.now() + 4 * 60_000);
  expect(wentTo).toEqual([]);

  const restored = await post(`/${name}/confirm`, { confirmation: plan.confirmation });
  expect(restored.status).toBe(200);
  expect(await restored.json()).toEqual({ object, bookmark: EARLIER, undo: UNDO, running: true });
  expect(wentTo).toEqual([EARLIER]);
  expect(log).toHaveBeenCalledWith(
    expect.objectContaining({ object, bookmark: EARLIER, undo: UNDO, by: "operator" }),
  );
});

it("repairs the object also when the operator hangs up", async () => {
  await fakeHistory();
  const log = vi.spyOn(console, "warn");
  const name = unique();
  const confirmation = await confirmationFor(name);
  goesOn.length = 0;
  const answer = post(`/${name}/confirm`, { confirmation });
  await vi.waitUntil(() => goesOn.length > 0, 4_000);
  expect(await goesOn[0]).toMatchObject({ value: { running: true } });
  expect(log).toHaveBeenCalledWith(expect.objectContaining({ undo: UNDO, by: "operator" }));
  await answer;
});

it("lets only administrators in", async () => {
  await fakeHistory();
  for (const path of [`/${unique()}`, `/${unique()}/confirm`]) {
    expect((await post(path, { bookmark: EARLIER }, "somebody", [])).status).toBe(403);
    expect((await app.request(path, { method: "POST" }, env)).status).toBe(401);
  }
});

it("takes a confirmation only for its object, from whom it was given to, while it is new", async () => {
  const wentTo = await fakeHistory();
  const name = unique();
  const confirmation = await confirmationFor(name);
  const refused = [
    await post(`/${unique()}/confirm`, { confirmation }),
    await post(`/${name}/confirm`, { confirmation }, "another-operator"),
    await post(`/${name}/confirm`, { confirmation: `${confirmation}x` }),
  ];
  vi.useFakeTimers({ now: Date.now() + 6 * 60_000, toFake: ["Date"] });
  refused.push(await post(`/${name}/confirm`, { confirmation }));
  expect(refused.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
  expect(wentTo).toEqual([]);
});

it("takes a confirmation once, since what has come since would be lost without a way back", async () => {
  const wentTo = await fakeHistory();
  const name = unique();
  await runInDurableObject(env.PROBE.getByName(name), (_, { storage }) => {
    storage.sql.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
  });
  const [confirmation, other] = [await confirmationFor(name), await confirmationFor(name)];
  expect((await post(`/${name}/confirm`, { confirmation })).status).toBe(200);
  for (const each of [confirmation, other]) {
    const again = await post(`/${name}/confirm`, { confirmation: each });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain("plan anew");
  }
  const next = await confirmationFor(name);
  expect((await post(`/${name}/confirm`, { confirmation: next })).status).toBe(200);
  expect(wentTo).toEqual([EARLIER, EARLIER]);
});

it("does not take a token of a caller for a confirmation, nor the other way round", async () => {
  const wentTo = await fakeHistory();
  const name = unique();
  const claims = {
    sub: "operator",
    object: `${env.PROBE.idFromName(name)}`,
    bookmark: EARLIER,
    by: "operator",
    exp: Math.floor(Date.now() / 1_000) + 60,
  };
  const confirmation = await sign(claims, env.AUTH_SECRET, "HS256");
  expect((await post(`/${name}/confirm`, { confirmation })).status).toBe(409);
  const headers = { Authorization: `Bearer ${await confirmationFor(name)}` };
  expect((await app.request(`/${name}`, { method: "POST", headers }, env)).status).toBe(401);
  expect(wentTo).toEqual([]);
});

it("says so when nothing can be taken back here", async () => {
  const response = await post(`/${unique()}`, { bookmark: EARLIER });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("the local runtime has none to go back to");
});

it("refuses what is no moment", async () => {
  const times = ["yesterday", 5, "1969-12-31T23:59:59Z", "2026-11-20T14:55:00+02"];
  for (const body of [{}, { bookmark: "x" }, ...times.map((time) => ({ time }))]) {
    expect((await post(`/${unique()}`, body)).status).toBe(400);
  }
});
