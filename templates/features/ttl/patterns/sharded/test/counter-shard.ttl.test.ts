import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { ttl } from "../src/counter-shard.ttl";
import { SWEEP_BATCH } from "../src/counter/operations";
import { shardName } from "../src/counter/topology";
import { unique } from "./client";
import { expire, fill } from "./counter/object";
import { dueAt, endIdleTime, planOtherWork, sweep } from "./expiry";
import { configure, itReads } from "./settings";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const operation = { id: "viewer/once", amount: 3 };

function newShard() {
  const name = shardName(unique("counter"), 0);
  return () => env.COUNTER_SHARD.getByName(name);
}

/** How long the operations of a shard are remembered from now on, in milliseconds. */
function remembered(open: () => DurableObjectStub): Promise<number> {
  return runInDurableObject(open(), (_, { storage }) => {
    const { expires } = storage.sql
      .exec<{ expires: number }>("SELECT MAX(expires_at) AS expires FROM operations")
      .one();
    return expires - Date.now();
  });
}

itReads(["COUNTER_SHARD_TTL"], ttl);

it("remembers an operation for as long as the configuration says", async () => {
  const open = newShard();
  configure("COUNTER_SHARD_TTL", { operations: "3h", idle: "1d" });
  await open().add([operation]);
  expect(await remembered(open)).toBeGreaterThan(3 * HOUR - 60_000);
  expect(await remembered(open)).toBeLessThanOrEqual(3 * HOUR);
  // The new owner of a key counts a moment later, so this lasts longer.
  await open().handOver([{ ...operation, id: "viewer/moved" }]);
  expect(await remembered(open)).toBeGreaterThan(6 * HOUR - 60_000);
});

it("forgets an operation with its time, before the sweep has come by", async () => {
  const open = newShard();
  await open().add([operation]);
  await expire(open());
  expect(await open().add([operation])).toEqual(["counted"]);
  expect(await open().add([operation])).toEqual(["duplicate"]);
});

it("removes what has expired in batches, each with an alarm of its own", async () => {
  const open = newShard();
  await open().add([operation]);
  await expire(open());
  await fill(open(), SWEEP_BATCH + 5, 1);
  await planOtherWork(open);
  const other = await dueAt(open, "other");
  const first = await sweep(open, "sweep", "operations");
  expect(first.left).toBe(6);
  expect(first.next).toBeLessThanOrEqual(Date.now());
  expect(await sweep(open, "sweep", "operations")).toEqual({ left: 0, next: null });
  expect(await dueAt(open, "other")).toBe(other);
});

it("forgets in time what is remembered for less long than what came before", async () => {
  const open = newShard();
  await open().handOver([{ ...operation, id: "viewer/moved" }]);
  await open().add([operation]);
  const long = await dueAt(open, "sweep");
  expect(long).toBeLessThanOrEqual(Date.now() + HOUR + 60_000);
  configure("COUNTER_SHARD_TTL", { operations: "1m", idle: "1d" });
  await open().add([{ ...operation, id: "viewer/short" }]);
  expect(await dueAt(open, "sweep")).toBeLessThanOrEqual(Date.now() + 2 * 60_000);
});

it("frees a shard that was refused what it should count", async () => {
  const open = newShard();
  await expect(async () => void (await open().add([]))).rejects.toThrow();
  expect(await endIdleTime(open)).toBe("freed");
});

it("frees a shard that was only read, and one that is written to again counts", async () => {
  const open = newShard();
  await open().read();
  expect(await endIdleTime(open)).toBe("freed");
  expect(await dueAt(open, "idle")).toBeNull();
  expect(await open().add([operation])).toEqual(["counted"]);
  expect(await open().read()).toMatchObject({ count: 3, increments: 1 });
});

it("puts the end off when somebody reads", async () => {
  const open = newShard();
  await open().read();
  await runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = ? WHERE kind = 'idle'", Date.now() + HOUR);
  });
  await open().read();
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now() + DAY - 60_000);
});

it("keeps what it has promised not to count until that has expired", async () => {
  const open = newShard();
  await open().handOver([operation]);
  expect(await endIdleTime(open)).toBe("kept");
  expect(await open().add([operation])).toEqual(["moved"]);
});

it("never frees a shard that has counted, or that knows of others that have", async () => {
  const counted = newShard();
  await counted().add([{ id: undefined, amount: 1 }]);
  await counted().add([{ id: undefined, amount: -1 }]);
  const first = newShard();
  await first().extend(3);
  for (const open of [counted, first]) {
    const before = await open().read();
    expect(await dueAt(open, "idle")).toBeNull();
    expect(await endIdleTime(open)).toBe("kept");
    expect(await open().read()).toEqual(before);
  }
});

it("counts nothing when the configuration is wrong", async () => {
  const open = newShard();
  configure("COUNTER_SHARD_TTL", { operations: "1 day", idle: "1d" });
  await expect(async () => void (await open().add([operation]))).rejects.toThrow(
    "COUNTER_SHARD_TTL.operations in wrangler.jsonc: use a whole number",
  );
  configure("COUNTER_SHARD_TTL", { operations: "1h", idle: "1d" });
  expect(await open().read()).toMatchObject({ count: 0, increments: 0 });
});
