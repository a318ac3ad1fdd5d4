import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { openCounter } from "../src/counter-shard.client";
import { shardStub } from "../src/counter-shard.stub";
import { shardName } from "../src/counter/topology";
import { readPlace } from "../src/kit/location";
import { unique } from "./client";
import { recorded, type Asked } from "./kit/location.recorder";
import { itReads } from "./settings";

/** The environment of a Worker whose counters are in the EU. */
function europe(asked: Asked[]) {
  return {
    ...env,
    COUNTER_SHARD: recorded(env.COUNTER_SHARD, asked),
    COUNTER_SHARD_SHARDS: 4,
    COUNTER_SHARD_PREVIOUS_SHARDS: [2],
    COUNTER_SHARD_JURISDICTION: "eu",
    COUNTER_SHARD_LOCATION_HINT: "weur",
  };
}

it("a counter calls its shards where the configuration says", async () => {
  const name = unique("counter");
  const asked: Asked[] = [];
  const counter = openCounter(europe(asked), name);
  await counter.incrementMany([{ key: "a", idempotencyKey: "1" }, { key: "b" }, { key: "c" }]);
  await counter.total();
  await counter.breakdown();
  expect(new Set(asked.map((each) => each.name)).size).toBe(4);
  for (const { jurisdiction, locationHint } of asked)
    expect([jurisdiction, locationHint]).toEqual(["eu", "weur"]);
});

it("a shard calls the first one in the same place", async () => {
  const name = unique("counter");
  const asked: Asked[] = [];
  await runInDurableObject(env.COUNTER_SHARD.getByName(shardName(name, 3)), async (shard) => {
    Object.assign(shard, { env: europe(asked) });
    await shard.add([{ amount: 1 }]);
  });
  expect(asked).toEqual([{ jurisdiction: "eu", name: shardName(name, 0), locationHint: "weur" }]);
});

itReads(["COUNTER_SHARD_JURISDICTION", "COUNTER_SHARD_LOCATION_HINT"], () =>
  readPlace(env, "COUNTER_SHARD"),
);

it("there is no place in the local runtime, and none is ignored", () => {
  const name = unique("counter");
  const { id } = shardStub(env, name, 0);
  expect(id.equals(env.COUNTER_SHARD.idFromName(shardName(name, 0)))).toBe(true);
  const elsewhere = { ...env, COUNTER_SHARD_JURISDICTION: "eu" };
  expect(() => shardStub(elsewhere, name, 0)).toThrow("no jurisdiction");
});
