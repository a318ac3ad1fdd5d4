import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { expect, it } from "vitest";
import type { CounterShard } from "../src/counter-shard";
import { openCounter } from "../src/counter-shard.client";
import { shardName } from "../src/counter/topology";
import { request, unique } from "./client";
import { breakDown, repair } from "./counter/object";
import { follow, type Listener } from "./kit/feed.listener";

const HIBERNATE = { webSockets: "hibernate" } as const;

function counter() {
  const name = unique("counter");
  const shard = (number: number) => env.COUNTER_SHARD.getByName(shardName(name, number));
  return {
    counter: openCounter(env, name),
    shard,
    first: shard(0),
    path: `/counter-shard/${name}/feed`,
  };
}

/** Adds 1 for each of so many keys, so that every shard counts. */
async function count({ counter: to }: ReturnType<typeof counter>, times: number): Promise<void> {
  const increments = Array.from({ length: times }, (_, index) => ({ key: `page-${index}` }));
  await to.incrementMany(increments);
}

/** Has the shards read once more, after what the alarm may be doing by itself. */
async function poll(stub: DurableObjectStub<CounterShard>): Promise<void> {
  await runInDurableObject(stub, async (instance: CounterShard, { storage }) => {
    await instance.alarm();
    storage.sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind = 'total'");
    await instance.alarm();
  });
}

/** In how many milliseconds the shards are read again, or null. */
function nextPoll(stub: DurableObjectStub): Promise<number | null> {
  return runInDurableObject(stub, (_, { storage }) => {
    const [task] = storage.sql
      .exec<{ due: number }>("SELECT due_at AS due FROM _tasks WHERE kind = 'total'")
      .toArray();
    return task === undefined ? null : task.due - Date.now();
  });
}

/** What is told up to a total, that one included. The alarm also goes off by itself meanwhile. */
async function totalsUpTo(listener: Listener, last: number): Promise<number[]> {
  const totals: number[] = [];
  while (totals.at(-1) !== last) {
    for (const { data } of await listener.events(1)) {
      totals.push(v.parse(v.object({ total: v.number() }), data).total);
    }
  }
  return totals;
}

it("tells the total of all shards, once for however many increments", async () => {
  const to = counter();
  await count(to, 30);
  const listener = await follow(to.path, "user-1");
  await listener.next("welcome");
  await poll(to.first);
  expect(await totalsUpTo(listener, 30)).toEqual([30]);
  await count(to, 100);
  await count(to, 20);
  await poll(to.first);
  expect((await totalsUpTo(listener, 150)).length).toBeLessThan(5);
  expect(listener.received).toEqual([]);
  listener.close();
});

it("tells nothing twice, and looks less often while nothing changes", async () => {
  const to = counter();
  await count(to, 1);
  const listener = await follow(to.path, "user-1");
  await listener.next("welcome");
  await poll(to.first);
  expect(await nextPoll(to.first)).toBeLessThanOrEqual(2_000);

  for (const [quietMs, longestMs] of [
    [10_000, 15_000],
    [60_000, 30_000],
  ] as const) {
    await runInDurableObject(to.first, (_, { storage }) => {
      storage.sql.exec("UPDATE _feed_events SET at = ?", Date.now() - quietMs);
    });
    await poll(to.first);
    const next = await nextPoll(to.first);
    expect(next).toBeGreaterThan(longestMs / 2);
    expect(next).toBeLessThanOrEqual(longestMs);
  }
  await count(to, 1);
  await poll(to.first);
  expect(await totalsUpTo(listener, 2)).toEqual([1, 2]);
  expect(await nextPoll(to.first)).toBeLessThanOrEqual(2_000);
  listener.close();
});

it("does not tell it again either when it was told so long ago that the log would end", async () => {
  const to = counter();
  await count(to, 1);
  const listener = await follow(to.path, "user-1");
  await listener.next("welcome");
  await poll(to.first);
  await runInDurableObject(to.first, async (instance: CounterShard, { storage }) => {
    storage.sql.exec("UPDATE _feed_events SET at = at - 2 * 3600000");
    storage.sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind = 'feed'");
    await instance.alarm();
  });
  await poll(to.first);
  await count(to, 1);
  await poll(to.first);
  expect(await totalsUpTo(listener, 2)).toEqual([1, 2]);
  listener.close();
});

it("tells no total that lacks a shard", async () => {
  const to = counter();
  await count(to, 100);
  await breakDown(to.shard(3));
  const listener = await follow(to.path, "user-1");
  await listener.next("welcome");
  await poll(to.first);
  await repair(to.shard(3));
  await poll(to.first);
  expect(await totalsUpTo(listener, 100)).toEqual([100]);
  listener.close();
});

it("costs the shards nothing, and the first one nothing once nobody listens", async () => {
  const to = counter();
  const listener = await follow(to.path, "user-1");
  await listener.next("welcome");
  await count(to, 100);
  const rows = await runInDurableObject(to.shard(2), async (_, { storage }) => ({
    events: storage.sql.exec("SELECT 1 FROM _feed_events").toArray().length,
    tasks: storage.sql.exec("SELECT 1 FROM _tasks WHERE kind IN ('feed', 'total')").toArray()
      .length,
  }));
  expect(rows).toEqual({ events: 0, tasks: 0 });

  listener.close();
  await listener.closed;
  await poll(to.first);
  expect(await nextPoll(to.first)).toBeNull();
});

it("goes on after hibernation, and resumes without gap or duplicate", async () => {
  const to = counter();
  await count(to, 1);
  const listener = await follow(to.path, "user-1");
  await listener.next("welcome");
  await evictDurableObject(to.first, HIBERNATE);
  await poll(to.first);
  const [seen] = await listener.events(1);
  const other = await follow(to.path, "user-2");
  listener.close();
  await listener.closed;

  for (let times = 0; times < 2; times++) {
    await count(to, 1);
    await evictDurableObject(to.first, HIBERNATE);
    await poll(to.first);
  }
  const back = await follow(`${to.path}?after=${seen?.seq}`, "user-1");
  await back.next("welcome");
  expect(await totalsUpTo(back, 3)).toEqual([2, 3]);
  for (const each of [other, back]) each.close();
});

it("asks for a token", async () => {
  expect((await request(counter().path)).status).toBe(401);
});
