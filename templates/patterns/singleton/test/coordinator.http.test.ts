import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { as, request, send, unique } from "./client";
import { fill } from "./leases/object";

const TTL = 60_000;

const caller = (id: string) => as(id, ["service"]);
const leasesOf = (scope: string) => `/coordinator/${scope}/leases`;
const newScope = () => unique("scope");

async function post(
  headers: Record<string, string>,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await send("POST", path, body, headers);
  return { status: response.status, body: await response.json() };
}

async function get(
  headers: Record<string, string>,
  path: string,
): Promise<{ status: number; body: unknown }> {
  const response = await request(path, { headers });
  return { status: response.status, body: await response.json() };
}

describe("leases over HTTP", () => {
  it("go from acquire over renew to release", async () => {
    const [headers, leases] = [await caller("billing"), leasesOf(newScope())];
    const acquired = await post(headers, `${leases}/invoices/acquire`, { ttlMs: TTL });
    expect(acquired).toMatchObject({
      status: 200,
      body: { resource: "invoices", holder: "billing", fencingToken: 1 },
    });
    const renewed = await post(headers, `${leases}/invoices/renew`, {
      ttlMs: 2 * TTL,
      fencingToken: 1,
    });
    expect(renewed).toMatchObject({ status: 200, body: { fencingToken: 1 } });
    expect(await get(headers, `${leases}/invoices`)).toEqual(renewed);

    const released = await post(headers, `${leases}/invoices/release`, { fencingToken: 1 });
    expect(released).toEqual(renewed);
    expect(await get(headers, `${leases}/invoices`)).toMatchObject({
      status: 404,
      body: { error: { code: "not_found" } },
    });
  });

  it("tell the others who holds it and until when", async () => {
    const leases = leasesOf(newScope());
    const first = await post(await caller("billing"), `${leases}/a/acquire`, { ttlMs: TTL });
    const second = await post(await caller("search"), `${leases}/a/acquire`, { ttlMs: TTL });
    expect(second).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", current: first.body } },
    });
  });

  it("tell a holder that lost it", async () => {
    const [headers, leases] = [await caller("billing"), leasesOf(newScope())];
    await post(headers, `${leases}/a/acquire`, { ttlMs: TTL });
    for (const [action, body] of [
      ["renew", { fencingToken: 7, ttlMs: TTL }],
      ["release", { fencingToken: 7 }],
    ] as const) {
      expect(await post(headers, `${leases}/a/${action}`, body)).toMatchObject({
        status: 409,
        body: { error: { code: "conflict", current: { holder: "billing", fencingToken: 1 } } },
      });
    }
  });

  it("are refused where the scope is full, until the first one ends", async () => {
    const [headers, scope] = [await caller("billing"), newScope()];
    const stub = env.COORDINATOR.getByName(scope);
    await post(headers, `${leasesOf(scope)}/a/acquire`, { ttlMs: TTL });
    await fill(stub, 999, Date.now() + 10 * TTL);
    const path = `${leasesOf(scope)}/b/acquire`;
    const refused = await send("POST", path, { ttlMs: TTL }, headers);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(TTL / 2_000);
    expect(Number(refused.headers.get("Retry-After"))).toBeLessThanOrEqual(TTL / 1_000);
    expect(await refused.json()).toMatchObject({ error: { code: "rate_limited", limit: 1000 } });
  });

  it("are listed in pages", async () => {
    const [headers, leases] = [await caller("billing"), leasesOf(newScope())];
    for (const resource of ["c", "a", "b"])
      await post(headers, `${leases}/${resource}/acquire`, { ttlMs: TTL });
    expect(await get(headers, `${leases}?limit=2`)).toMatchObject({
      status: 200,
      body: { leases: [{ resource: "a" }, { resource: "b" }], next: "b" },
    });
    expect(await get(headers, `${leases}?limit=2&after=b`)).toMatchObject({
      body: { leases: [{ resource: "c" }], next: null },
    });
    expect(await get(headers, leases)).toMatchObject({ body: { next: null } });
  });

  it("live in one object for each scope", async () => {
    const [here, there] = [newScope(), newScope()];
    const headers = await caller("billing");
    for (const scope of [here, there])
      await post(headers, `${leasesOf(scope)}/a/acquire`, { ttlMs: TTL });
    for (const scope of [here, there]) {
      const { leases } = await env.COORDINATOR.getByName(scope).list();
      expect(leases).toMatchObject([{ resource: "a", fencingToken: 1 }]);
    }
  });
});

describe("the holder", () => {
  it("is the caller, and one of its instances", async () => {
    const [headers, leases] = [await caller("billing"), leasesOf(newScope())];
    const body = { ttlMs: TTL, instance: "pod-1" };
    expect(await post(headers, `${leases}/a/acquire`, body)).toMatchObject({
      body: { holder: "billing/pod-1" },
    });
    for (const instance of [{ instance: "pod-2" }, {}]) {
      expect(await post(headers, `${leases}/a/acquire`, { ttlMs: TTL, ...instance })).toMatchObject(
        { status: 409 },
      );
    }
    const renew = { ttlMs: TTL, fencingToken: 1 };
    expect(await post(headers, `${leases}/a/renew`, renew)).toMatchObject({ status: 409 });
    expect(await post(headers, `${leases}/a/renew`, { ...renew, instance: "pod-1" })).toMatchObject(
      { status: 200 },
    );
    expect(
      await post(headers, `${leases}/a/release`, { fencingToken: 1, instance: "pod-1" }),
    ).toMatchObject({ status: 200 });
  });

  it("cannot be chosen in the body", async () => {
    const leases = leasesOf(newScope());
    const body = { ttlMs: TTL, holder: "billing" };
    expect(await post(await caller("search"), `${leases}/a/acquire`, body)).toMatchObject({
      status: 400,
    });
  });

  it("cannot act for another caller, even with that one's token number", async () => {
    const leases = leasesOf(newScope());
    const { body: lease } = await post(await caller("billing"), `${leases}/a/acquire`, {
      ttlMs: TTL,
      instance: "pod-1",
    });
    for (const id of ["search", "billing:pod-1", "billing.pod-1"]) {
      expect(
        await post(await caller(id), `${leases}/a/release`, { fencingToken: 1 }),
      ).toMatchObject({ status: 409, body: { error: { current: lease } } });
    }
  });
});

describe("access", () => {
  const routes: [method: string, path: string][] = [
    ["GET", ""],
    ["GET", "/a"],
    ["POST", "/a/acquire"],
    ["POST", "/a/renew"],
    ["POST", "/a/release"],
  ];
  for (const [method, path] of routes) {
    it(`needs a token with the role "service": ${method} /leases${path}`, async () => {
      const url = leasesOf(newScope()) + path;
      expect((await request(url, { method })).status).toBe(401);
      expect((await request(url, { method, headers: await as("user-1") })).status).toBe(403);
    });
  }
});

describe("bad input over HTTP", () => {
  const acquire = (scope: string, resource: string, body: unknown) => async () =>
    send("POST", `${leasesOf(scope)}/${resource}/acquire`, body, await caller("billing"));
  const list = (query: string) => async () =>
    request(`${leasesOf("scope")}?${query}`, { headers: await caller("billing") });

  const refused: Record<string, [call: () => Promise<Response>, status: number]> = {
    "no body": [acquire("scope", "a", undefined), 400],
    "no time": [acquire("scope", "a", {}), 400],
    "a time that is a string": [acquire("scope", "a", { ttlMs: "60000" }), 400],
    "a long time": [acquire("scope", "a", { ttlMs: 1e9 }), 400],
    "an instance with a slash": [acquire("scope", "a", { ttlMs: TTL, instance: "b/c" }), 400],
    "a resource that is no name": [acquire("scope", "a%20b", { ttlMs: TTL }), 400],
    "a scope that is no name": [acquire("a%2Fb", "a", { ttlMs: TTL }), 400],
    "a scope with a long name": [acquire("x".repeat(129), "a", { ttlMs: TTL }), 400],
    "a large body": [acquire("scope", "a", { ttlMs: TTL, instance: "x".repeat(2000) }), 413],
    "a page of nothing": [list("limit=0"), 400],
    "a page of words": [list("limit=many"), 400],
    "a query that does not exist": [list("offset=10"), 400],
  };
  for (const [what, [call, status]] of Object.entries(refused)) {
    it(`is refused: ${what}`, async () => {
      expect((await call()).status).toBe(status);
    });
  }
});
