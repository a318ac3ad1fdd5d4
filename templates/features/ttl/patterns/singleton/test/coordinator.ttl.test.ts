import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { ttl } from "../src/coordinator.ttl";
import { unique } from "./client";
import { dueAt, endIdleTime, planOtherWork, sweep } from "./expiry";
import { expire, fill } from "./leases/object";
import { configure, itReads } from "./settings";

const DAY = 86_400_000;
const lease = { resource: "job", holder: "a", ttlMs: 60_000 };

function newScope() {
  const scope = unique();
  return () => env.COORDINATOR.getByName(scope);
}

itReads(["COORDINATOR_TTL"], ttl);

it("does not show expired leases before the sweep, which removes them in batches", async () => {
  const open = newScope();
  await open().acquire(lease);
  await fill(open(), 450, 1);
  await expire(open(), "job");
  expect(await open().get({ resource: "job" })).toMatchObject({ ok: false });
  expect(await open().list()).toEqual({ leases: [], next: null });
  await planOtherWork(open);

  for (const left of [251, 51, 0]) {
    const swept = await sweep(open, "sweep", "leases");
    expect([swept.left, swept.next === null]).toEqual([left, left === 0]);
  }
  expect(await dueAt(open, "other")).toBeGreaterThan(Date.now());
});

it("grants no lease longer than the configuration allows", async () => {
  const open = newScope();
  configure("COORDINATOR_TTL", { leases: "30s", idle: "1d" });
  await expect(async () => void (await open().acquire(lease))).rejects.toThrow("ttlMs: at most");
  const granted = await open().acquire({ ...lease, ttlMs: 30_000 });
  if (!granted.ok) throw new Error("not granted");
  const { fencingToken } = granted.value;
  const renewal = { resource: "job", holder: "a", fencingToken, ttlMs: 31_000 };
  await expect(async () => void (await open().renew(renewal))).rejects.toThrow("ttlMs: at most");
});

it("frees a scope that was only asked about, and one that is asked again works", async () => {
  const open = newScope();
  await open().list();
  expect(await endIdleTime(open)).toBe("freed");
  expect(await dueAt(open, "idle")).toBeNull();
  expect(await open().acquire(lease)).toMatchObject({ value: { fencingToken: 1 } });
});

it("frees a scope that has granted nothing of what it was asked for", async () => {
  const open = newScope();
  const refused = { ...lease, ttlMs: -1 };
  await expect(async () => void (await open().acquire(refused))).rejects.toThrow("ttlMs");
  expect(await endIdleTime(open)).toBe("freed");
});

// #if observability
it("frees a scope of which only the metrics were asked for", async () => {
  const open = newScope();
  await open().metrics();
  expect(await endIdleTime(open)).toBe("freed");
});

// #end
// #if identity
it("frees a scope for which only a call was too late", async () => {
  const open = newScope();
  using late = await open().session({ requestId: "late", deadline: 1 });
  expect(await late.get({ resource: "job" })).toMatchObject({ error: { code: "deadline_passed" } });
  expect(await endIdleTime(open)).toBe("freed");
});

// #end
it("plans no end with a lease that it grants", async () => {
  const open = newScope();
  await open().acquire(lease);
  expect(await dueAt(open, "idle")).toBeNull();
});

it("puts the end off when somebody asks", async () => {
  const open = newScope();
  await open().get({ resource: "job" });
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now() + DAY - 1);
});

it("never frees a scope that has granted a lease: its tokens go on", async () => {
  const open = newScope();
  await open().list();
  const first = await open().acquire(lease);
  if (!first.ok) throw new Error("not granted");
  await open().release({ resource: "job", holder: "a", fencingToken: first.value.fencingToken });
  expect(await endIdleTime(open)).toBe("kept");
  await open().list();
  expect(await dueAt(open, "idle")).toBeNull();
  expect(await open().acquire(lease)).toMatchObject({ value: { fencingToken: 2 } });
});

it("refuses every call that depends on a wrong configuration", async () => {
  const open = newScope();
  configure("COORDINATOR_TTL", { leases: "a while", idle: "1d" });
  await expect(async () => void (await open().acquire(lease))).rejects.toThrow(
    "COORDINATOR_TTL.leases in wrangler.jsonc: use a whole number",
  );
  await expect(async () => void (await open().list())).rejects.toThrow("COORDINATOR_TTL.leases");
});
