import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { openCounter } from "../src/counter-shard.client";
import { DEDUPLICATION_MS, SWEEP_BATCH } from "../src/counter/operations";
import { shardName } from "../src/counter/topology";
import { unique } from "./client";
import { expire, fill, nextAlarm, stored, sweep } from "./counter/object";

/** A counter of one shard, and that shard. */
function newCounter() {
  const name = unique("counter");
  const one = { ...env, COUNTER_SHARD_SHARDS: 1, COUNTER_SHARD_PREVIOUS_SHARDS: [] };
  return {
    counter: openCounter(one, name),
    stub: env.COUNTER_SHARD.getByName(shardName(name, 0)),
  };
}

const vote = { key: "user-1", amount: 3, idempotencyKey: "vote-1" };
const total = (value: number) => ({ ok: true, value: { total: value } });

describe("an idempotency key", () => {
  it("makes retries count once, and tells them so", async () => {
    const { counter } = newCounter();
    expect(await counter.increment(vote)).toEqual({ ok: true, value: { duplicate: false } });
    expect(await counter.increment(vote)).toEqual({ ok: true, value: { duplicate: true } });
    expect(await counter.total()).toMatchObject(total(3));
  });

  it("counts once when many tries come at the same time", async () => {
    const { counter } = newCounter();
    const results = await Promise.all(Array.from({ length: 8 }, () => counter.increment(vote)));
    const first = results.filter((result) => result.ok && !result.value.duplicate);
    expect(first).toHaveLength(1);
    expect(await counter.total()).toMatchObject(total(3));
  });

  it("counts once within one call", async () => {
    const { counter } = newCounter();
    expect(await counter.incrementMany([vote, vote, { key: "user-1" }])).toEqual([
      "counted",
      "duplicate",
      "counted",
    ]);
    expect(await counter.total()).toMatchObject(total(4));
  });

  it("cannot be used again for another amount", async () => {
    const { counter } = newCounter();
    await counter.increment(vote);
    expect(await counter.increment({ ...vote, amount: 4 })).toMatchObject({
      ok: false,
      error: { code: "conflict", outcome: "conflict" },
    });
    expect(await counter.total()).toMatchObject(total(3));
  });

  it("belongs to its key", async () => {
    const { counter } = newCounter();
    const outcomes = await counter.incrementMany([vote, { ...vote, key: "user-2" }]);
    expect(outcomes).toEqual(["counted", "counted"]);
  });

  it("is remembered when the object is evicted", async () => {
    const { counter, stub } = newCounter();
    await counter.increment(vote);
    await evictDurableObject(stub);
    expect(await counter.increment(vote)).toMatchObject({ value: { duplicate: true } });
  });

  it("counts again when its time is over, whether or not it has been swept", async () => {
    const { counter, stub } = newCounter();
    await counter.increment(vote);
    await expire(stub);
    expect(await counter.increment(vote)).toMatchObject({ value: { duplicate: false } });
    expect(await counter.increment(vote)).toMatchObject({ value: { duplicate: true } });
    expect(await counter.total()).toMatchObject(total(6));
  });

  it("costs nothing where there is none", async () => {
    const { counter, stub } = newCounter();
    await counter.increment({ key: "user-1" });
    expect([await stored(stub), await nextAlarm(stub)]).toEqual([0, null]);
  });
});

describe("the sweep", () => {
  it("comes when the time of the first operation is over, and ends when none is left", async () => {
    const { counter, stub } = newCounter();
    const before = Date.now();
    await counter.increment(vote);
    const due = (await nextAlarm(stub)) ?? 0;
    expect(due).toBeGreaterThanOrEqual(before + DEDUPLICATION_MS);
    expect(due).toBeLessThan(Date.now() + 2 * DEDUPLICATION_MS);

    await counter.increment({ ...vote, idempotencyKey: "vote-2" });
    expect(await nextAlarm(stub)).toBe(due);

    await expire(stub);
    expect(await sweep(stub)).toBe(true);
    expect([await stored(stub), await nextAlarm(stub)]).toEqual([0, null]);
    expect(await counter.total()).toMatchObject(total(6));
  });

  it("survives eviction", async () => {
    const { counter, stub } = newCounter();
    await counter.increment(vote);
    await expire(stub);
    await evictDurableObject(stub);
    expect(await sweep(stub)).toBe(true);
    expect(await stored(stub)).toBe(0);
  });

  it("deletes a bounded batch at a time, and comes back at once for the rest", async () => {
    const { counter, stub } = newCounter();
    await counter.increment(vote);
    await fill(stub, SWEEP_BATCH + 5, 1);
    await sweep(stub);
    // What is left: five whose time is over, and the vote whose time is not.
    expect(await stored(stub)).toBe(6);
    expect((await nextAlarm(stub)) ?? 0).toBeLessThanOrEqual(Date.now());

    await sweep(stub);
    expect(await stored(stub)).toBe(1);
    expect((await nextAlarm(stub)) ?? 0).toBeGreaterThan(Date.now());
    expect(await counter.increment(vote)).toMatchObject({ value: { duplicate: true } });
  });
});
