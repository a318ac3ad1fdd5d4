import { runInDurableObject } from "cloudflare:test";
import { afterEach, vi } from "vitest";
import type { WebhookQueue } from "../src/webhook-queue";
import { runTask, testCosts } from "./queries/cost";
// #if hibernation
import { subscriptionFor } from "../src/kit/feed.subscribers";
// #end
import { handleWith, incoming, newPartition } from "./webhook-queue.driver";

/** Those that this test uses. */
const partitions: ReturnType<typeof newPartition>[] = [];

// Storage is shared: what went on being processed would reach the handlers of other tests.
afterEach(async () => {
  for (const stub of partitions.splice(0)) {
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE deliveries SET status = 'processed' WHERE status = 'pending'");
    });
  }
  vi.restoreAllMocks();
});

const [FEW, MANY] = [600, 1_200] as const;
const HOUR_MS = 60 * 60 * 1_000;

/** A partition with so many deliveries of each status, most of them of one key. */
async function partitionWith(deliveries: number) {
  handleWith();
  const stub = newPartition();
  partitions.push(stub);
  await runInDurableObject(stub, (_, { storage }) => {
    for (const [status, expiresAt] of [
      ["dead", Date.now() + HOUR_MS],
      ["processed", Date.now() + HOUR_MS],
      ["pending", null],
    ]) {
      storage.sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO deliveries (source, id, key, type, payload, received_at, status, expires_at)
         SELECT 'standard', ?2 || '-' || i, 'busy', 'test', '{}', 1, ?2, ?3 FROM n`,
        deliveries,
        status,
        expiresAt,
      );
    }
  });
  // The first call of an object also stores the plan, and what features keep of it.
  await stub.enqueue(incoming("processed-1"));
  return stub;
}

const ref = (id: string) => ({ source: "standard" as const, id });

// #if hibernation
/** Opens the feed, as somebody who comes back for all that was told since it began. */
function follow(queue: WebhookQueue, { storage }: DurableObjectState): Response {
  const [log] = storage.sql.exec<{ floor: number }>("SELECT floor FROM _feed").toArray();
  const expiresAt = Date.now() + HOUR_MS;
  return queue.fetch(subscriptionFor({ id: "ann", expiresAt, after: log?.floor ?? null }));
}

// #end
testCosts<WebhookQueue>(partitionWith, [FEW, MANY], {
  // A row for each step of the schema is among them, and there is room for ten more steps.
  "waking up": {
    wakes: true,
    call: (queue) => queue.getDelivery(ref("dead-5")),
    read: 27,
    written: 1,
  },
  enqueue: { call: (queue) => queue.enqueue(incoming("new", "idle")), read: 8, written: 8 },
  "enqueue for a key with work": {
    call: (queue) => queue.enqueue(incoming("new", "busy")),
    read: 8,
    written: 6,
  },
  "enqueue of what is known": {
    call: (queue) => queue.enqueue(incoming("processed-1")),
    read: 6,
    written: 0,
  },
  "enqueue for a key that has moved": {
    call: (queue) => queue.enqueue({ ...incoming("new", "idle"), plan: [1, 1] }),
    read: 4,
    written: 1,
  },
  // Each delivery is counted once, in an index, up to 100,000 of each status.
  stats: { call: (queue) => queue.stats(), read: 3 * MANY + 3, written: 0, grows: true },
  listDeliveries: {
    call: (queue) => queue.listDeliveries({ limit: 20 }),
    read: 24,
    written: 0,
  },
  listDeadLetters: {
    call: (queue) => queue.listDeadLetters({ cursor: 30, limit: 20 }),
    read: 24,
    written: 0,
  },
  getDelivery: { call: (queue) => queue.getDelivery(ref("dead-5")), read: 5, written: 0 },
  replay: { call: (queue) => queue.replay(ref("processed-5")), read: 9, written: 5 },
  "replayAll of a page": { call: (queue) => queue.replayAll({ limit: 10 }), read: 47, written: 23 },
  "the task that works through a lane": {
    call: (queue, state) => runTask(queue, state, "lane", "standard:busy"),
    read: 113,
    written: 68,
  },
  "the task that deletes a batch": {
    call: (queue, state) => {
      state.storage.sql.exec("UPDATE deliveries SET expires_at = 1 WHERE expires_at IS NOT NULL");
      return runTask(queue, state, "expire", "");
    },
    read: 3_014,
    written: 506,
  },
  // #if hibernation
  "opening the feed": { call: follow, read: 6, written: 4 },
  "a replay that a listener is told of": {
    before: follow,
    call: (queue) => queue.replay(ref("processed-5")),
    read: 9,
    written: 6,
  },
  "opening the feed after 10 replays": {
    before: (queue, state) => {
      follow(queue, state);
      queue.replayAll({ limit: 10 });
    },
    call: follow,
    read: 13,
    written: 0,
  },
  // #end
  // #if ttl
  "the task that ends what is idle": {
    call: (queue, state) => runTask(queue, state, "idle", "object"),
    read: 9,
    written: 4,
  },
  // #end
});
