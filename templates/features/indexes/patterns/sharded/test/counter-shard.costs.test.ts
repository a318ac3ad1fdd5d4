import { env } from "cloudflare:workers";
import { unique } from "./client";
import { fill } from "./counter/object";
import { runTask, testCosts } from "./queries/cost";
// #if hibernation
import type { CounterShard } from "../src/counter-shard";
import { subscriptionFor } from "../src/kit/feed.subscribers";
// #end

const HOUR_MS = 60 * 60 * 1_000;

async function shardWith(operations: number) {
  const stub = env.COUNTER_SHARD.getByName(`${unique("counter")}/0`);
  await stub.add([{ id: "known", amount: 1 }]);
  await fill(stub, operations, Date.now() + HOUR_MS);
  return stub;
}

// #if hibernation
/** Opens the feed, as somebody who comes back for all that was told since it began. */
function follow(shard: CounterShard, { storage }: DurableObjectState): Response {
  const [log] = storage.sql.exec<{ floor: number }>("SELECT floor FROM _feed").toArray();
  const expiresAt = Date.now() + HOUR_MS;
  return shard.fetch(subscriptionFor({ id: "ann", expiresAt, after: log?.floor ?? null }));
}

/** As {@link follow}, but the total is not read at once, by an alarm that comes in between. */
function followLater(shard: CounterShard, state: DurableObjectState): Response {
  state.storage.sql.exec(
    "INSERT INTO _tasks (kind, id, due_at) VALUES ('total', '', ?)",
    Date.now() + HOUR_MS,
  );
  return follow(shard, state);
}

// #end
testCosts(shardWith, [1_100, 2_200], {
  // A row for each step of the schema is among them, and there is room for ten more steps.
  "waking up": { wakes: true, call: (shard) => shard.read(), read: 24, written: 1 },
  add: { call: (shard) => shard.add([{ id: "new", amount: 1 }]), read: 7, written: 3 },
  "add without an id": { call: (shard) => shard.add([{ amount: 1 }]), read: 7, written: 1 },
  "add what is known": {
    call: (shard) => shard.add([{ id: "known", amount: 1 }]),
    read: 8,
    written: 0,
  },
  handOver: { call: (shard) => shard.handOver([{ id: "new", amount: 1 }]), read: 5, written: 2 },
  "handOver of what is known": {
    call: (shard) => shard.handOver([{ id: "known", amount: 1 }]),
    read: 6,
    written: 0,
  },
  read: { call: (shard) => shard.read(), read: 4, written: 0 },
  extend: { call: (shard) => shard.extend(3), read: 3, written: 1 },
  "the sweep of a batch": {
    call: (shard, state) => {
      state.storage.sql.exec("UPDATE operations SET expires_at = 1");
      return runTask(shard, state, "sweep", "operations");
    },
    read: 4_010,
    written: 1_006,
  },
  // #if hibernation
  "opening the feed": { call: follow, read: 7, written: 7 },
  "opening the feed after 10 totals": {
    before: (shard, state) => {
      followLater(shard, state);
      state.storage.sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
         INSERT INTO _feed_events (seq, at, name, data) SELECT floor + i, 1, 'total', '{}' FROM n, _feed`,
      );
    },
    call: follow,
    read: 14,
    written: 0,
  },
  "the task that tells a listener the total": {
    before: followLater,
    call: (shard, state) => runTask(shard, state, "total", ""),
    read: 15,
    written: 7,
  },
  // #end
  // #if ttl
  "the task that ends what is idle": {
    call: (shard, state) => runTask(shard, state, "idle", "object"),
    read: 10,
    written: 5,
  },
  // #end
});
