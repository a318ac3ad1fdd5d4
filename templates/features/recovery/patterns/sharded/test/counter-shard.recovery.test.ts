import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { configuredShards, reachOf } from "../src/counter-shard.recovery";
import { unique } from "./client";
import { expectNoHistory, fakeHistory, takeBack } from "./history";

afterEach(() => vi.restoreAllMocks());

it("takes one shard back, and totals still read all of them", async () => {
  const counter = unique("counter");
  const first = env.COUNTER_SHARD.getByName(`${counter}/0`);
  await first.add([{ id: "a", amount: 5 }]);
  await fakeHistory(({ sql }) => {
    sql.exec("UPDATE shard SET count = 0, increments = 0, reach = 0");
    sql.exec("DELETE FROM operations");
  });
  await takeBack(`/counter-shard/admin/${counter}/0/recovery`);

  const { shards } = configuredShards(env);
  const after = env.COUNTER_SHARD.getByName(`${counter}/0`);
  expect(await after.read()).toEqual({ count: 0, increments: 0, reach: shards });
  expect(await after.add([{ id: "a", amount: 5 }])).toEqual(["counted"]);
});

it("still reads shards that the configuration does not know any more", async () => {
  const counter = unique("counter");
  const first = env.COUNTER_SHARD.getByName(`${counter}/0`);
  await first.add([{ amount: 1 }]);
  await first.extend(200);
  await fakeHistory(({ sql }) => void sql.exec("UPDATE shard SET reach = 1"));
  await takeBack(`/counter-shard/admin/${counter}/0/recovery`);
  expect(await env.COUNTER_SHARD.getByName(`${counter}/0`).read()).toMatchObject({ reach: 200 });
});

it("takes what it cannot have kept for nothing", () => {
  const { shards, previous } = configuredShards(env);
  for (const kept of [undefined, 0, 257, "9"]) {
    expect(reachOf(env, kept)).toBe(Math.max(shards, ...previous));
  }
});

it("leaves the reach of any other shard alone", async () => {
  const counter = unique("counter");
  await env.COUNTER_SHARD.getByName(`${counter}/1`).add([{ amount: 1 }]);
  await fakeHistory();
  await takeBack(`/counter-shard/admin/${counter}/1/recovery`);
  const after = env.COUNTER_SHARD.getByName(`${counter}/1`);
  expect(await after.read()).toMatchObject({ count: 1, reach: 2 });
});

it("cannot go back locally, and says so", () =>
  expectNoHistory(`/counter-shard/admin/${unique("counter")}/0/recovery`));
