import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { openCounter } from "../src/counter-shard.client";
import type { Counter } from "../src/counter/counter";
import { DEDUPLICATION_MS } from "../src/counter/operations";
import { shardName } from "../src/counter/topology";
import { shardOf } from "../src/kit/sharding";
import { unique } from "./client";

/** A counter as a Worker sees it that is deployed with these numbers of shards. */
function open(name: string, shards: number, previous: number[] = []): Counter {
  return openCounter(
    { ...env, COUNTER_SHARD_SHARDS: shards, COUNTER_SHARD_PREVIOUS_SHARDS: previous },
    name,
  );
}

const votes = Array.from({ length: 12 }, (_, index) => ({
  key: `user-${index}`,
  amount: index + 1,
  idempotencyKey: "vote",
}));
const SUM = (votes.length * (votes.length + 1)) / 2;

/** Votes whose keys belong to other shards when there are 3 instead of 2. */
const moved = { key: "user-6", amount: 7, idempotencyKey: "vote" };
const cutOff = { key: "user-11", amount: 12, idempotencyKey: "vote" };

const shardOfMoved = (name: string, shards: number) =>
  env.COUNTER_SHARD.getByName(shardName(name, shardOf(moved.key, shards)));

/** Does the first half of what a Worker with 3 shards does that had 2, and then dies. */
async function dieOnTheWay(name: string, { key, amount, idempotencyKey }: typeof moved) {
  const former = env.COUNTER_SHARD.getByName(shardName(name, shardOf(key, 2)));
  expect(await former.handOver([{ id: `${key}/${idempotencyKey}`, amount }])).toEqual(["moved"]);
}

const total = async (counter: Counter) => {
  const result = await counter.total();
  return result.ok && result.value.complete ? result.value.total : result;
};
const DUPLICATE = { ok: true, value: { duplicate: true } };
const COUNTED = { ok: true, value: { duplicate: false } };
const FAILED = { ok: false, error: { outcome: "failed" } };

it("the votes that are said to move do", () => {
  for (const { key } of [moved, cutOff]) expect(shardOf(key, 2)).not.toBe(shardOf(key, 3));
});

describe("more shards", () => {
  it("lose nothing, also for Workers that do not know of them yet", async () => {
    const name = unique("counter");
    await open(name, 2).incrementMany(votes);
    expect(await total(open(name, 3, [2]))).toBe(SUM);

    await open(name, 3, [2]).incrementMany(votes.map(({ key }) => ({ key })));
    for (const shards of [1, 2, 3, 4]) {
      expect(await total(open(name, shards))).toBe(SUM + votes.length);
    }
    expect((await open(name, 2).breakdown()).shards).toHaveLength(3);
  });

  it("count a retry of what the former shards have counted once", async () => {
    const name = unique("counter");
    await open(name, 2).incrementMany(votes);
    const outcomes = await open(name, 3, [2]).incrementMany(votes);
    expect(outcomes).toEqual(votes.map(() => "duplicate"));
    expect(await total(open(name, 3))).toBe(SUM);
  });

  it("find the conflict with what a former shard has counted", async () => {
    const name = unique("counter");
    await open(name, 2).increment(moved);
    expect(
      await open(name, 3, [2]).increment({ ...moved, amount: moved.amount + 1 }),
    ).toMatchObject({ ok: false, error: { code: "conflict" } });
  });

  it("count a try once that reaches its former shard late", async () => {
    const name = unique("counter");
    const [before, after] = [open(name, 2), open(name, 3, [2])];
    expect(await after.increment(moved)).toEqual(COUNTED);
    expect(await before.increment(moved)).toMatchObject(FAILED);
    expect(await after.increment(moved)).toEqual(DUPLICATE);
    expect(await total(after)).toBe(moved.amount);
  });

  it("count a try once whose Worker died between the former shard and the new one", async () => {
    const name = unique("counter");
    await dieOnTheWay(name, moved);
    expect(await open(name, 2).increment(moved)).toMatchObject(FAILED);
    expect(await open(name, 3, [2]).increment(moved)).toEqual(COUNTED);
    expect(await total(open(name, 3))).toBe(moved.amount);
  });

  it("count once what Workers before and after the change try at the same time", async () => {
    const name = unique("counter");
    const [first, second, third] = [open(name, 2), open(name, 3, [2]), open(name, 4, [2, 3])];
    await Promise.all(
      votes.flatMap((vote) => [first, second, third].map((one) => one.increment(vote))),
    );
    const outcomes = await third.incrementMany(votes);
    expect(outcomes.filter((outcome) => outcome !== "duplicate" && outcome !== "counted")).toEqual(
      [],
    );
    expect(await total(third)).toBe(SUM);
  });

  it("may be added twice within the deduplication time", async () => {
    const name = unique("counter");
    await open(name, 2).incrementMany(votes.slice(0, 7));
    await open(name, 3, [2]).incrementMany(votes.slice(2, 10));
    await open(name, 4, [2, 3]).incrementMany(votes);
    expect(await total(open(name, 4))).toBe(SUM);
  });
});

describe("fewer shards", () => {
  it("lose nothing: what has counted is still read", async () => {
    const name = unique("counter");
    await open(name, 3).incrementMany(votes);
    const after = open(name, 2, [3]);
    expect(await after.incrementMany(votes)).toEqual(votes.map(() => "duplicate"));
    await after.incrementMany(votes.map(({ key }) => ({ key })));
    expect(await total(open(name, 2))).toBe(SUM + votes.length);
  });
});

describe("the former number again", () => {
  it("never counts twice, and refuses what was cut off on the way to the other shards", async () => {
    const name = unique("counter");
    await open(name, 3, [2]).increment(moved);
    await dieOnTheWay(name, cutOff);

    const again = open(name, 2, [3]);
    expect(await again.increment(moved)).toEqual(DUPLICATE);
    expect(await again.increment(cutOff)).toMatchObject(FAILED);
    expect(await total(again)).toBe(moved.amount);
  });
});

it("a shard remembers what it has handed over for longer than the new one remembers it", async () => {
  const name = unique("counter");
  await open(name, 3, [2]).increment(moved);
  const expiry = (shards: number) =>
    runInDurableObject(shardOfMoved(name, shards), (_, { storage }) =>
      storage.sql.exec<{ expires_at: number }>("SELECT expires_at FROM operations").one(),
    );
  const [former, owner] = [await expiry(2), await expiry(3)];
  expect(former.expires_at).toBeGreaterThan(owner.expires_at + DEDUPLICATION_MS / 2);
});
