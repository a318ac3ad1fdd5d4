import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Lease } from "../src/leases/lease";
import { unique } from "./client";
import { expire, sweep } from "./leases/object";

const TTL = 60_000;
const scope = () => env.COORDINATOR.getByName(unique("scope"));
type Stub = ReturnType<typeof scope>;

describe("fencing tokens", () => {
  it("rise over 44 mixed operations with expiries, sweeps and evictions between", async () => {
    const stub = scope();
    const granted: number[] = [];
    /** What must be held now, if the object is right: every answer is checked against it. */
    const held = new Map<string, Lease>();

    const operations = {
      async acquire(resource: string, holder: string) {
        const before = held.get(resource);
        const result = await stub.acquire({ resource, holder, ttlMs: TTL });
        expect(result.ok).toBe(before === undefined || before.holder === holder);
        if (!result.ok) return;
        if (before === undefined) granted.push(result.value.fencingToken);
        else expect(result.value.fencingToken).toBe(before.fencingToken);
        held.set(resource, result.value);
      },
      async renew(resource: string, holder: string) {
        const before = held.get(resource);
        const fencingToken = before?.fencingToken ?? granted.at(-1) ?? 1;
        const result = await stub.renew({ resource, holder, fencingToken, ttlMs: TTL });
        expect(result.ok).toBe(before?.holder === holder);
      },
      async release(resource: string) {
        const { holder, fencingToken } = held.get(resource) ?? {
          holder: "nobody",
          fencingToken: 1,
        };
        const result = await stub.release({ resource, holder, fencingToken });
        expect(result.ok).toBe(held.delete(resource));
      },
      async expire(resource: string) {
        await expire(stub, resource);
        held.delete(resource);
      },
      sweep: () => sweep(stub),
      evict: () => evictDurableObject(stub),
    };
    // The cycles differ in length, so an operation meets a lease in ever other states.
    const walk = [
      ...(["acquire", "renew", "release", "acquire", "evict", "expire"] as const),
      ...(["acquire", "sweep", "release", "acquire", "expire"] as const),
    ];
    for (let i = 0; i < 44; i++) {
      const operation = walk[i % walk.length] ?? "acquire";
      await operations[operation](`resource-${Math.floor(i / 4) % 2}`, `worker-${i % 3}`);
    }

    expect(granted.length).toBeGreaterThan(8);
    for (const [i, token] of granted.entries()) expect(token).toBeGreaterThan(granted[i - 1] ?? 0);
  });

  it("rise although every lease is gone and the object was evicted", async () => {
    const stub = scope();
    const tokens: number[] = [];
    for (const end of [release, expire, sweepAway]) {
      const result = await stub.acquire({ resource: "a", holder: "worker-1", ttlMs: TTL });
      if (!result.ok) throw new Error(result.error.message);
      tokens.push(result.value.fencingToken);
      await end(stub, "a", result.value.fencingToken);
      await evictDurableObject(stub);
    }
    const last = await stub.acquire({ resource: "other", holder: "worker-2", ttlMs: TTL });
    expect(tokens).toEqual([1, 2, 3]);
    expect(last).toMatchObject({ value: { fencingToken: 4 } });
  });

  it("are not spent on a lease that was refused or only repeated", async () => {
    const stub = scope();
    await stub.acquire({ resource: "a", holder: "worker-1", ttlMs: TTL });
    await stub.acquire({ resource: "a", holder: "worker-1", ttlMs: TTL });
    await stub.acquire({ resource: "a", holder: "worker-2", ttlMs: TTL });
    const next = await stub.acquire({ resource: "b", holder: "worker-2", ttlMs: TTL });
    expect(next).toMatchObject({ value: { fencingToken: 2 } });
  });
});

describe("many holders at once", () => {
  it("have one winner in every round, each with a greater token", async () => {
    const stub = scope();
    let lastToken = 0;
    for (let round = 0; round < 3; round++) {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          stub.acquire({ resource: "leader", holder: `worker-${i}`, ttlMs: TTL }),
        ),
      );
      const [winner, ...others] = results.flatMap((result) => (result.ok ? [result.value] : []));
      expect(others).toEqual([]);
      expect(winner?.fencingToken).toBeGreaterThan(lastToken);
      lastToken = winner?.fencingToken ?? Infinity;
      await release(stub, "leader", lastToken, winner?.holder);
    }
  });

  it("take turns, one at a time, each under a greater token than the one before", async () => {
    const stub = scope();
    const turns: Lease[] = [];
    let inside = 0;
    const takeTurn = async (holder: string) => {
      let result = await stub.acquire({ resource: "a", holder, ttlMs: TTL });
      while (!result.ok) result = await stub.acquire({ resource: "a", holder, ttlMs: TTL });
      inside++;
      expect(await stub.get({ resource: "a" })).toMatchObject({ value: { holder } });
      expect(inside).toBe(1);
      inside--;
      turns.push(result.value);
      await release(stub, "a", result.value.fencingToken, holder);
    };
    await Promise.all(Array.from({ length: 4 }, (_, i) => takeTurn(`worker-${i}`)));
    expect(turns.map((turn) => turn.fencingToken)).toEqual([1, 2, 3, 4]);
    expect(new Set(turns.map((turn) => turn.holder)).size).toBe(4);
  });
});

async function release(
  stub: Stub,
  resource: string,
  fencingToken: number,
  holder = "worker-1",
): Promise<void> {
  expect(await stub.release({ resource, holder, fencingToken })).toMatchObject({ ok: true });
}

/** Ends a lease by the alarm alone. */
async function sweepAway(stub: Stub, resource: string): Promise<void> {
  await expire(stub, resource);
  await sweep(stub);
}
