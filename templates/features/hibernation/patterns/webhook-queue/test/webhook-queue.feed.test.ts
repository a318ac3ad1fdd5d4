import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { unique } from "./client";
import { follow, Listener, requestFeed } from "./kit/feed.listener";
import {
  crash,
  elapse,
  failing,
  finish,
  handleWith,
  incoming,
  limit,
  newPartition,
  stateOf,
  work,
  workUntilCrash,
} from "./webhook-queue.driver";
import { subscriptionFor } from "../src/kit/feed.subscribers";
import { WebhookQueueClient } from "../src/webhook-queue.client";
import { partitionNames } from "../src/webhooks/partitions";

afterEach(() => vi.restoreAllMocks());

type Partition = ReturnType<typeof newPartition>;

/** Follows a partition that no other test uses, behind the Worker. */
async function followPartition(stub: Partition, after: number | null = null): Promise<Listener> {
  const visitor = { id: "operator", expiresAt: Date.now() + 3_600_000, after };
  return new Listener(await stub.fetch(subscriptionFor(visitor)));
}

/** What the next so many events say: their name, of which delivery, and after how many attempts. */
async function story(listener: Listener, events: number): Promise<unknown[]> {
  const got = await listener.events(events);
  return got.map(({ name, data }) => [name, Reflect.get(Object(data), "attempts")]);
}

it("tells what becomes of a delivery, and nothing of one that is known already", async () => {
  handleWith(failing("evt_1", 1));
  const stub = newPartition();
  const listener = await followPartition(stub);
  await listener.next("welcome");
  await stub.enqueue(incoming("evt_1"));
  await stub.enqueue(incoming("evt_1"));
  await finish(stub);

  const events = await listener.events(3);
  const change = { source: "standard", id: "evt_1", key: "cus_1", type: "test" };
  expect(events).toMatchObject([
    { name: "delivery.accepted", data: { ...change, status: "pending", attempts: 0 } },
    { name: "attempt.failed", data: { ...change, status: "pending", attempts: 1 } },
    { name: "delivery.processed", data: { ...change, status: "processed", attempts: 2 } },
  ]);
  expect(listener.received).toEqual([]);
  listener.close();
});

it("tells of dead letters and replays, and never what is in a payload", async () => {
  handleWith(failing("evt_1", 2));
  const stub = newPartition();
  await limit(stub, { maxAttempts: 2 });
  const listener = await followPartition(stub);
  await listener.next("welcome");
  await stub.enqueue(incoming("evt_1", "cus_1", { secret: "hidden" }));
  await finish(stub);
  const ref = { source: "standard", id: "evt_1" } as const;
  await stub.replay(ref);
  expect((await stub.replay(ref)).ok).toBe(false);

  const events = await listener.events(5);
  expect(events.map(({ name }) => name)).toEqual([
    "delivery.accepted",
    "attempt.failed",
    "attempt.failed",
    "delivery.dead",
    "delivery.replayed",
  ]);
  expect(JSON.stringify(events)).not.toContain("hidden");
  listener.close();
  await finish(stub);
});

it("tells of an attempt that the object did not live to see the end of", async () => {
  const stub = newPartition();
  const listener = await followPartition(stub);
  await listener.next("welcome");
  const state = await stateOf(stub);
  handleWith(() => crash(state));
  await stub.enqueue(incoming("evt_1"));
  const [accepted] = await listener.events(1);
  const restarted = await workUntilCrash(stub);

  handleWith();
  const back = await followPartition(restarted, accepted?.seq ?? null);
  await back.next("welcome");
  await finish(restarted);
  expect(await story(back, 2)).toEqual([
    ["attempt.failed", 1],
    ["delivery.processed", 2],
  ]);
  back.close();
});

it("goes on after hibernation, and resumes without gap or duplicate", async () => {
  handleWith();
  const stub = newPartition();
  const listener = await followPartition(stub);
  await listener.next("welcome");
  await evictDurableObject(stub, { webSockets: "hibernate" });
  await stub.enqueue(incoming("evt_1"));
  await finish(stub);
  expect(await story(listener, 1)).toEqual([["delivery.accepted", 0]]);
  const [seen] = await listener.events(1);
  listener.close();
  await listener.closed;

  await stub.enqueue(incoming("evt_2"));
  await finish(stub);
  await evictDurableObject(stub);
  const back = await followPartition(stub, seen?.seq ?? null);
  await stub.enqueue(incoming("evt_3"));
  await finish(stub);
  await back.next("welcome");
  expect(await story(back, 4)).toEqual([
    ["delivery.accepted", 0],
    ["delivery.processed", 1],
    ["delivery.accepted", 0],
    ["delivery.processed", 1],
  ]);
  back.close();
});

it("writes nothing down while nobody listens", async () => {
  handleWith();
  const stub = newPartition();
  await stub.enqueue(incoming("evt_1"));
  await elapse(stub);
  await work(stub);
  const rows = await runInDurableObject(stub, (_, { storage }) => [
    ...storage.sql.exec("SELECT 1 FROM _feed_events"),
    ...storage.sql.exec("SELECT 1 FROM _feed"),
    ...storage.sql.exec("SELECT 1 FROM _tasks WHERE kind = 'feed'"),
  ]);
  expect(rows).toEqual([]);
});

it("is for admins, partition by partition", async () => {
  handleWith();
  const [name = ""] = partitionNames(env.WEBHOOK_QUEUE_PARTITIONS);
  const path = (partition: string) => `/webhook-queue/admin/feed/${partition}`;
  expect((await requestFeed(path(name), "user-1")).status).toBe(403);
  expect((await requestFeed(path("9-9-of-9"), "operator", ["admin"])).status).toBe(404);

  const listeners = new Map<string, Listener>();
  for (const each of partitionNames(env.WEBHOOK_QUEUE_PARTITIONS)) {
    const listener = await follow(path(each), "operator", ["admin"]);
    await listener.next("welcome");
    listeners.set(each, listener);
  }
  const id = unique("evt");
  const { partition } = await new WebhookQueueClient(env).enqueue(incoming(id, id).delivery);
  const [event] = (await listeners.get(partition)?.events(1)) ?? [];
  expect(event).toMatchObject({ name: "delivery.accepted", data: { id } });
  await finish(env.WEBHOOK_QUEUE.getByName(partition));
  for (const listener of listeners.values()) listener.close();
});
