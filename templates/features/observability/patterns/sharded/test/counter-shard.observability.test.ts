import { env } from "cloudflare:workers";
import { unique } from "./client";
import { describeObservability } from "./observability/contract";

describeObservability({
  objects: env.COUNTER_SHARD,
  className: "CounterShard",
  newName: () => `${unique()}/0`,
  entry: "add",
  work: (stub) => stub.add([{ id: unique(), amount: 1 }]),
  fail: (stub) => stub.add([]),
  setsAlarm: true,
  path: (name) => `/counter-shard/${name.replace("/", "/metrics/")}`,
});
