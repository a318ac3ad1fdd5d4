import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { openCounter } from "../src/counter-shard.client";
import { MAX_AMOUNT, MAX_INCREMENTS, MAX_SHARD_COUNT } from "../src/counter/protocol";
import { shardName } from "../src/counter/topology";
import { unique } from "./client";
import { breakDown, repair, stored } from "./counter/object";
import { itReads } from "./settings";

const shardOfNew = (shard = 0) => env.COUNTER_SHARD.getByName(shardName(unique("counter"), shard));

function open(name: string, shards: number) {
  return openCounter(
    { ...env, COUNTER_SHARD_SHARDS: shards, COUNTER_SHARD_PREVIOUS_SHARDS: [] },
    name,
  );
}

/** Keys for four shards: each has some. */
const keys = Array.from({ length: 20 }, (_, index) => `user-${index}`);

describe("counting", () => {
  it("adds up what all shards have counted", async () => {
    const counter = open(unique("counter"), 4);
    for (const amount of [1, 10, -3]) {
      expect(await counter.increment({ key: "user-1", amount })).toEqual({
        ok: true,
        value: { duplicate: false },
      });
    }
    const outcomes = await counter.incrementMany(keys.map((key) => ({ key })));
    expect(outcomes).toEqual(keys.map(() => "counted"));
    expect(await counter.total()).toEqual({
      ok: true,
      value: { total: 28, shards: 4, complete: true, failed: [] },
    });
  });

  it("loses nothing of what many add at once", async () => {
    const counter = open(unique("counter"), 4);
    await Promise.all(keys.map((key) => counter.increment({ key, amount: 2 })));
    expect(await counter.total()).toMatchObject({ value: { total: 40 } });
  });

  it("gives the same key the same shard, and different keys different ones", async () => {
    const counter = open(unique("counter"), 4);
    await counter.incrementMany(keys.map(() => ({ key: "user-1" })));
    const { shards } = await counter.breakdown();
    expect(shards.filter(({ increments }) => increments > 0)).toHaveLength(1);

    await counter.incrementMany(keys.map((key) => ({ key })));
    const spread = await counter.breakdown();
    expect(spread.shards.filter(({ increments }) => increments > 0)).toHaveLength(4);
  });

  it("keeps counters apart", async () => {
    const [one, other] = [open(unique("counter"), 2), open(unique("counter"), 2)];
    await one.increment({ key: "user-1" });
    expect(await other.total()).toMatchObject({ value: { total: 0 } });
  });

  it("keeps everything when the objects are evicted", async () => {
    const name = unique("counter");
    await open(name, 3).incrementMany(keys.map((key) => ({ key })));
    for (const shard of [0, 1, 2]) {
      await evictDurableObject(env.COUNTER_SHARD.getByName(shardName(name, shard)));
    }
    expect(await open(name, 3).total()).toMatchObject({ value: { total: 20, shards: 3 } });
  });

  it("says what is missing when a shard fails", async () => {
    const name = unique("counter");
    const counter = open(name, 4);
    await counter.incrementMany(keys.map((key) => ({ key })));
    const broken = env.COUNTER_SHARD.getByName(shardName(name, 2));
    const { count } = await broken.read();
    expect(count).toBeGreaterThan(0);
    await breakDown(broken);

    expect(await counter.total()).toEqual({
      ok: true,
      value: { total: 20 - count, shards: 4, complete: false, failed: [2] },
    });
    expect(await counter.breakdown()).toMatchObject({
      shards: [{ shard: 0 }, { shard: 1 }, { shard: 3 }],
      failed: [2],
    });
    const outcomes = await counter.incrementMany(keys.map((key) => ({ key })));
    expect(outcomes.filter((outcome) => outcome === "failed")).toHaveLength(count);
  });
});

describe("a shard", () => {
  it("says what it has counted", async () => {
    const stub = shardOfNew();
    expect(await stub.add([{ amount: 5 }, { amount: -2 }])).toEqual(["counted", "counted"]);
    expect(await stub.read()).toEqual({ count: 3, increments: 2, reach: 1 });
  });

  it("stops before totals get inexact, up and down", async () => {
    for (const sign of [1, -1]) {
      const stub = shardOfNew();
      await stub.add([{ amount: sign }]);
      await runInDurableObject(stub, (_, { storage }) => {
        storage.sql.exec("UPDATE shard SET count = ?", sign * (MAX_SHARD_COUNT - 1));
      });
      const outcomes = await stub.add([{ amount: 2 * sign, id: "a" }, { amount: sign }]);
      expect(outcomes).toEqual(["out_of_range", "counted"]);
      expect(await stub.read()).toMatchObject({ count: sign * MAX_SHARD_COUNT, increments: 2 });
      expect(await stub.add([{ amount: -sign }])).toEqual(["counted"]);
    }
  });

  it("counts all operations of a call or, if it breaks on the way, none", async () => {
    const stub = shardOfNew();
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec(`
        CREATE TRIGGER power_cut BEFORE INSERT ON operations WHEN new.id = 'second'
        BEGIN SELECT RAISE(ABORT, 'power cut'); END
      `);
    });
    await expect(async () => {
      await stub.add([
        { id: "first", amount: 1 },
        { id: "second", amount: 1 },
      ]);
    }).rejects.toThrow("power cut");
    expect(await stub.read()).toMatchObject({ count: 0, increments: 0 });
    expect(await stored(stub)).toBe(0);
  });

  it("makes itself known to the first shard before it counts", async () => {
    const name = unique("counter");
    const first = env.COUNTER_SHARD.getByName(shardName(name, 0));
    const third = env.COUNTER_SHARD.getByName(shardName(name, 2));
    await breakDown(first);
    await expect(async () => {
      await third.add([{ amount: 1 }]);
    }).rejects.toThrow("no such table");
    expect(await third.read()).toMatchObject({ count: 0, reach: 0 });

    await repair(first);
    await third.add([{ amount: 1 }]);
    expect(await first.read()).toMatchObject({ count: 0, reach: 3 });
    await breakDown(first);
    expect(await third.add([{ amount: 1 }])).toEqual(["counted"]);
  });

  it("never forgets how many shards there are", async () => {
    const stub = shardOfNew();
    await stub.extend(7);
    await stub.extend(3);
    expect(await stub.read()).toMatchObject({ reach: 7 });
    for (const wrong of [0, 257, 1.5]) {
      await expect(async () => {
        await stub.extend(wrong);
      }).rejects.toThrow("Invalid");
    }
  });

  it("is reached by its name only", async () => {
    const stub = env.COUNTER_SHARD.get(env.COUNTER_SHARD.newUniqueId());
    await expect(async () => {
      await stub.add([{ amount: 1 }]);
    }).rejects.toThrow("<counter>/<number>");
  });

  const refused: Record<string, { id: string; amount: number }[]> = {
    nothing: [],
    "too many operations": new Array(MAX_INCREMENTS + 1).fill({ id: "a", amount: 1 }),
    "a fraction": [{ id: "a", amount: 0.5 }],
    "no number": [{ id: "a", amount: Number.NaN }],
    "an amount that is too large": [{ id: "a", amount: MAX_AMOUNT + 1 }],
    "an empty id": [{ id: "", amount: 1 }],
    "an id that is too long": [{ id: "i".repeat(387), amount: 1 }],
  };
  const untouched = shardName(unique("counter"), 0);
  for (const [what, operations] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const stub = env.COUNTER_SHARD.getByName(untouched);
      await expect(async () => {
        await stub.add(operations);
      }).rejects.toThrow("Invalid");
      await expect(async () => {
        await stub.handOver(operations);
      }).rejects.toThrow("Invalid");
      expect(await stub.read()).toMatchObject({ count: 0, increments: 0 });
      expect(await stored(stub)).toBe(0);
    });
  }
});

describe("openCounter", () => {
  itReads(["COUNTER_SHARD_SHARDS", "COUNTER_SHARD_PREVIOUS_SHARDS"], () => openCounter(env, "a"));

  it("refuses to count with a wrong configuration", () => {
    expect(() => open("counter", 0)).toThrow("COUNTER_SHARD_SHARDS");
    expect(() => openCounter({ ...env, COUNTER_SHARD_PREVIOUS_SHARDS: 4 }, "counter")).toThrow(
      "COUNTER_SHARD_PREVIOUS_SHARDS",
    );
    expect(() => open("a/b", 1)).toThrow("letters");
  });
});
