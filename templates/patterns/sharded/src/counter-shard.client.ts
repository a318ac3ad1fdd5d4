import type { CounterShard } from "./counter-shard";
import { Counter } from "./counter/counter";
import { readTopology, shardName } from "./counter/topology";
import { Name, parse } from "./kit/validate";

/** What a counter needs of the Worker's environment. */
interface CounterEnv {
  readonly COUNTER_SHARD: DurableObjectNamespace<CounterShard>;
  readonly COUNTER_SHARD_SHARDS: unknown;
  readonly COUNTER_SHARD_PREVIOUS_SHARDS: unknown;
}

/** The counter of that name. Counters share nothing; each has shards of its own. */
export function openCounter(env: CounterEnv, name: string): Counter {
  const counter = parse(Name, name);
  const topology = readTopology("COUNTER_SHARD", {
    SHARDS: env.COUNTER_SHARD_SHARDS,
    PREVIOUS_SHARDS: env.COUNTER_SHARD_PREVIOUS_SHARDS,
  });
  return new Counter(counter, topology, (shard) =>
    env.COUNTER_SHARD.getByName(shardName(counter, shard)),
  );
}
