import { env } from "cloudflare:workers";
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

async function post(path: string, body: unknown, caller = "operator", roles = ["admin"]) {
  const headers = { "Content-Type": "application/json", ...(await as(caller, roles)) };
  return app.request(path, { method: "POST", headers, body: JSON.stringify(body) }, env);
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
  for (const body of [{}, { time: "yesterday" }, { bookmark: "x" }, { time: 5 }]) {
    expect((await post(`/${unique()}`, body)).status).toBe(400);
  }
});
