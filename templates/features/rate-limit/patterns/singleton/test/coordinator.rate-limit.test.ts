import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Coordinator } from "../src/coordinator";
import app from "../src/index";
// #if hibernation
import { FEED_PROTOCOL } from "../src/kit/feed.protocol";
// #end
import { MemoryBuckets, RateLimiter, readRate } from "../src/kit/rate-limit";
import { as, send, unique } from "./client";
import { closedLimit, REFUSED } from "./http/rate-limit.fake";
import { configure, itReads } from "./settings";

const TTL = 60_000;
/** A rate that is used up with a few calls. */
const RATE = { burst: 4, perSecond: 3 };
const { burst, perSecond } = RATE;

beforeEach(() => {
  configure("COORDINATOR_ACQUIRE_RATE", RATE);
  // No time passes, so that no tokens flow in.
  vi.spyOn(Date, "now").mockReturnValue(Date.now());
});
afterEach(() => vi.restoreAllMocks());

type Scope = DurableObjectStub<Coordinator>;

/** Acquires until it is refused, and returns how often and why. */
function useUp(stub: Scope, holder: string) {
  return runInDurableObject(stub, (scope: Coordinator) => {
    for (let granted = 0; ; granted += 1) {
      const result = scope.acquire({ resource: "a", holder, ttlMs: TTL });
      if (!result.ok) return { granted, error: result.error };
    }
  });
}

itReads(["COORDINATOR_ACQUIRE_RATE"], () => {
  const rate = readRate(env, "COORDINATOR_ACQUIRE_RATE");
  new RateLimiter(() => rate, new MemoryBuckets()).take("anybody");
});

describe("acquiring", () => {
  it("fails with a wrong rate, and nothing else does", async () => {
    const stub = env.COORDINATOR.getByName(unique("scope"));
    const lease = { resource: "a", holder: "billing", ttlMs: TTL };
    expect(await stub.acquire(lease)).toMatchObject({ ok: true });
    await evictDurableObject(stub);
    configure("COORDINATOR_ACQUIRE_RATE", { burst: 4 });
    expect(await stub.acquire(lease).catch(String)).toContain("COORDINATOR_ACQUIRE_RATE");
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    const held = { resource: "a", holder: "billing", fencingToken: 1 };
    expect(await stub.renew({ ...held, ttlMs: TTL })).toMatchObject({ ok: true });
    expect(await stub.release(held)).toMatchObject({ ok: true });
  });

  it("is limited exactly, per caller and not per instance", async () => {
    const stub = env.COORDINATOR.getByName(unique("scope"));
    const { granted, error } = await useUp(stub, "billing/pod-1");
    expect(granted).toBe(burst);
    expect(error).toEqual({
      code: "rate_limited",
      message: "too many requests",
      retryAfterMs: Math.ceil(1_000 / perSecond),
    });
    const other = { resource: "b", ttlMs: TTL };
    await runInDurableObject(stub, (scope: Coordinator) => {
      for (const holder of ["billing", "billing/pod-2"])
        expect(scope.acquire({ ...other, holder })).toMatchObject({ error });
      expect(scope.acquire({ ...other, holder: "search" })).toMatchObject({ ok: true });
    });
  });

  it("does not keep a holder from renewing and releasing", async () => {
    const stub = env.COORDINATOR.getByName(unique("scope"));
    await useUp(stub, "billing");
    const lease = { resource: "a", holder: "billing", fencingToken: 1 };
    expect(await stub.renew({ ...lease, ttlMs: 2 * TTL })).toMatchObject({ ok: true });
    expect(await stub.release(lease)).toMatchObject({ ok: true });
  });

  it("is counted in memory: an eviction, which only comes when all is quiet, ends it", async () => {
    const stub = env.COORDINATOR.getByName(unique("scope"));
    await useUp(stub, "billing");
    await evictDurableObject(stub);
    expect((await useUp(stub, "billing")).granted).toBe(burst);
  });

  it("is answered with 429 and the time to wait", async () => {
    const scope = unique("scope");
    await useUp(env.COORDINATOR.getByName(scope), "billing");
    const path = `/coordinator/${scope}/leases/a/acquire`;
    const response = await send("POST", path, { ttlMs: TTL }, await as("billing", ["service"]));
    expect([response.status, response.headers.get("Retry-After")]).toEqual([429, "1"]);
  });
});

it("every route asks about the caller, and refuses with 429 whom the limit refuses", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, COORDINATOR_RATE_LIMIT: closedLimit(asked) };
  const routes = [
    ["GET", ""],
    ["GET", "/a"],
    ["POST", "/a/acquire"],
    ["POST", "/a/renew"],
    ["POST", "/a/release"],
  ] as const;
  const headers = await as(caller, ["service"]);
  for (const [method, route] of routes) {
    const path = `/coordinator/${unique("scope")}/leases${route}`;
    const response = await app.request(path, { method, headers }, bindings);
    expect([response.status, response.headers.get("Retry-After")], route).toEqual(REFUSED);
  }
  expect(asked).toEqual(Array(routes.length).fill(`caller:${caller}`));
});
// #if hibernation

it("the feed asks about the caller before it opens", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, COORDINATOR_RATE_LIMIT: closedLimit(asked) };
  const headers = {
    ...(await as(caller, ["service"])),
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": FEED_PROTOCOL,
  };
  const response = await app.request(`/coordinator/${unique("scope")}/feed`, { headers }, bindings);
  expect([response.status, response.headers.get("Retry-After")]).toEqual(REFUSED);
  expect(asked).toEqual([`caller:${caller}`]);
});
// #end
