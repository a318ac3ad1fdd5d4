import { env } from "cloudflare:workers";
import { unique } from "./client";
import { fill } from "./counter/object";
import { runTask, testCosts } from "./queries/cost";

const HOUR_MS = 60 * 60 * 1_000;

async function shardWith(operations: number) {
  const stub = env.COUNTER_SHARD.getByName(`${unique("counter")}/0`);
  await stub.add([{ id: "known", amount: 1 }]);
  await fill(stub, operations, Date.now() + HOUR_MS);
  return stub;
}

testCosts(shardWith, [1_100, 2_200], {
  add: { call: (shard) => shard.add([{ id: "new", amount: 1 }]), read: 10, written: 5 },
  "add without an id": { call: (shard) => shard.add([{ amount: 1 }]), read: 10, written: 5 },
  "add what is known": {
    call: (shard) => shard.add([{ id: "known", amount: 1 }]),
    read: 10,
    written: 0,
  },
  handOver: { call: (shard) => shard.handOver([{ id: "new", amount: 1 }]), read: 5, written: 5 },
  "handOver of what is known": {
    call: (shard) => shard.handOver([{ id: "known", amount: 1 }]),
    read: 5,
    written: 0,
  },
  read: { call: (shard) => shard.read(), read: 5, written: 0 },
  extend: { call: (shard) => shard.extend(3), read: 5, written: 5 },
  "the sweep of a batch": {
    call: (shard, state) => {
      state.storage.sql.exec("UPDATE operations SET expires_at = 1");
      return runTask(shard, state, "sweep", "operations");
    },
    read: 4_200,
    written: 1100,
  },
});
