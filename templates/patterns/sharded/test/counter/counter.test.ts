import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Counter, MAX_CONCURRENT_CALLS } from "../../src/counter/counter";
import { MAX_AMOUNT, MAX_INCREMENTS } from "../../src/counter/protocol";
import { shardOf } from "../../src/kit/sharding";
import { InvalidInputError } from "../../src/kit/validate";
import { FakeShards } from "./fake";

const increments = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `user-${index}` }));
const open = (shards: FakeShards, previous: number[] = []) =>
  new Counter("votes", { shards: shards.readings.length, previous }, shards.stub);

/** What the Worker logged about shards that failed. */
const log = vi.spyOn(console, "error");
beforeEach(() => void log.mockImplementation(() => {}));
afterEach(() => void log.mockReset());

describe("total", () => {
  it("is the sum of all shards", async () => {
    expect(await open(new FakeShards([1, 20, 300, -4])).total()).toEqual({
      ok: true,
      value: { total: 317, shards: 4, complete: true, failed: [] },
    });
  });

  it("is the sum of the others when shards fail, and says which", async () => {
    const shards = new FakeShards([1, 20, 300, 4000]);
    shards.failing.add(1).add(3);
    expect(await open(shards).total()).toEqual({
      ok: true,
      value: { total: 301, shards: 4, complete: false, failed: [1, 3] },
    });
    expect(log).toHaveBeenCalledTimes(2);
    expect(log).toHaveBeenCalledWith(
      expect.objectContaining({ counter: "votes", shard: 3, error: "Error: overloaded" }),
    );
  });

  it("reads as many shards as are configured when the first does not say how many there are", async () => {
    const shards = new FakeShards([1, 20, 300]);
    shards.failing.add(0);
    const counter = new Counter("votes", { shards: 2, previous: [3] }, shards.stub);
    expect(await counter.total()).toMatchObject({
      value: { total: 320, shards: 3, complete: false, failed: [0] },
    });
  });

  it("fails when no shard answers, instead of saying 0", async () => {
    const shards = new FakeShards([1, 20]);
    shards.failing.add(0).add(1);
    expect(await open(shards).total()).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });

  it("is 0 for a counter that never counted, and looks at one shard only", async () => {
    const shards = new FakeShards([]);
    expect(await new Counter("votes", { shards: 8, previous: [] }, shards.stub).total()).toEqual({
      ok: true,
      value: { total: 0, shards: 0, complete: true, failed: [] },
    });
    expect(shards.calls).toEqual(["read 0"]);
  });

  it("calls a bounded number of shards at a time", async () => {
    const shards = new FakeShards(new Array(64).fill(1));
    expect(await open(shards).total()).toMatchObject({ value: { total: 64 } });
    expect(shards.mostAtOnce).toBe(MAX_CONCURRENT_CALLS);
  });
});

describe("incrementMany", () => {
  it("calls each shard once, a bounded number at a time", async () => {
    const shards = new FakeShards(new Array(16).fill(0));
    const outcomes = await open(shards).incrementMany(increments(100));
    expect(outcomes).toEqual(new Array(100).fill("counted"));
    const owners = new Set(increments(100).map(({ key }) => shardOf(key, 16)));
    expect(shards.calls.toSorted()).toEqual([...owners].map((shard) => `add ${shard}`).toSorted());
    expect(shards.mostAtOnce).toBe(MAX_CONCURRENT_CALLS);
  });

  it("says which increments failed, at their places, when a shard fails", async () => {
    const shards = new FakeShards([0, 0, 0, 0]);
    shards.failing.add(2);
    const outcomes = await open(shards).incrementMany(increments(20));
    expect(outcomes).toEqual(
      increments(20).map(({ key }) => (shardOf(key, 4) === 2 ? "failed" : "counted")),
    );
    expect(new Set(outcomes)).toEqual(new Set(["failed", "counted"]));
  });

  it("asks former owners only about retries that can have been with them", async () => {
    const shards = new FakeShards([0, 0, 0, 0]);
    const moved = increments(100).filter(({ key }) => shardOf(key, 2) !== shardOf(key, 4));
    const stayed = increments(100).filter(({ key }) => shardOf(key, 2) === shardOf(key, 4));
    const counter = open(shards, [2]);

    await counter.incrementMany(moved);
    await counter.incrementMany(stayed.map((one) => ({ ...one, idempotencyKey: "once" })));
    expect(shards.calls.filter((call) => call.startsWith("handOver"))).toEqual([]);

    await counter.incrementMany(moved.map((one) => ({ ...one, idempotencyKey: "once" })));
    const asked = shards.calls.filter((call) => call.startsWith("handOver"));
    expect(asked.toSorted()).toEqual(["handOver 0", "handOver 1"]);
  });

  it("does not count what a former owner does not answer for", async () => {
    const shards = new FakeShards([0, 0, 0, 0]);
    shards.failing.add(0).add(1);
    const moved = increments(100).filter(({ key }) => shardOf(key, 2) !== shardOf(key, 4));
    const retries = moved.map((one) => ({ ...one, idempotencyKey: "once" }));
    expect(await open(shards, [2]).incrementMany(retries)).toEqual(moved.map(() => "failed"));
    expect(shards.calls.filter((call) => call.startsWith("add"))).toEqual([]);
  });

  it("asks no other former owner when one has counted", async () => {
    const shards = new FakeShards([0, 0, 0, 0, 0, 0, 0, 0]);
    shards.counted.add(0).add(1);
    shards.failing.add(2).add(3);
    const moved = increments(100).filter(
      ({ key }) => shardOf(key, 2) !== shardOf(key, 4) && shardOf(key, 4) !== shardOf(key, 8),
    );
    const retries = moved.map((one) => ({ ...one, idempotencyKey: "once" }));
    const outcomes = await open(shards, [2, 4]).incrementMany(retries);
    expect(outcomes).toEqual(moved.map(() => "duplicate"));
    expect(moved.length).toBeGreaterThan(0);
  });

  const refused: Record<string, unknown> = {
    "no increments": [],
    "too many": increments(MAX_INCREMENTS + 1),
    "no key": [{}],
    "an empty key": [{ key: "" }],
    "a key that is too long": [{ key: "k".repeat(258) }],
    "a fraction": [{ key: "k", amount: 0.5 }],
    "an amount that is too large": [{ key: "k", amount: MAX_AMOUNT + 1 }],
    "an amount that is too small": [{ key: "k", amount: -MAX_AMOUNT - 1 }],
    "an idempotency key with a slash": [{ key: "k", idempotencyKey: "a/b" }],
    "an unknown field": [{ key: "k", count: 1 }],
  };
  for (const [what, input] of Object.entries(refused)) {
    it(`refuses ${what}, and calls no shard`, async () => {
      const shards = new FakeShards([0, 0]);
      const counter = open(shards);
      await expect(Reflect.apply(counter.incrementMany, counter, [input])).rejects.toThrow(
        InvalidInputError,
      );
      expect(shards.calls).toEqual([]);
    });
  }
});

describe("increment", () => {
  it("fails when its shard does, and says that it can be tried again", async () => {
    const shards = new FakeShards([0]);
    shards.failing.add(0);
    expect(await open(shards).increment({ key: "user-1" })).toMatchObject({
      ok: false,
      error: { code: "unavailable", outcome: "failed" },
    });
  });
});

describe("breakdown", () => {
  it("goes through the shards in order, page by page", async () => {
    const counter = open(new FakeShards([10, 11, 12, 13, 14]));
    const first = await counter.breakdown({ limit: 2 });
    expect(first).toEqual({
      shards: [
        { shard: 0, count: 10, increments: 1 },
        { shard: 1, count: 11, increments: 1 },
      ],
      failed: [],
      next: 1,
    });
    const second = await counter.breakdown({ limit: 2, after: 1 });
    expect([second.shards.map(({ count }) => count), second.next]).toEqual([[12, 13], 3]);
    const last = await counter.breakdown({ limit: 2, after: 3 });
    expect([last.shards.map(({ count }) => count), last.next]).toEqual([[14], null]);
    expect(await counter.breakdown({ after: 4 })).toEqual({ shards: [], failed: [], next: null });
  });

  it("says which shards of the page failed", async () => {
    const shards = new FakeShards([10, 11, 12]);
    shards.failing.add(1);
    expect(await open(shards).breakdown()).toMatchObject({
      shards: [{ shard: 0 }, { shard: 2 }],
      failed: [1],
      next: null,
    });
  });

  it("has a limit to the page", async () => {
    const counter = open(new FakeShards([1]));
    for (const page of [{ limit: 101 }, { limit: 0 }, { after: -1 }, { after: 0.5 }]) {
      await expect(counter.breakdown(page)).rejects.toThrow("Invalid");
    }
  });
});
