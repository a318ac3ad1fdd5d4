import { shardStub, type ShardEnv } from "./counter-shard.stub";
import { Counter } from "./counter/counter";
import { readTopology } from "./counter/topology";
// #if identity
import { currentCall, openSession } from "./http/call";
// #end
import { Name, parse } from "./kit/validate";

/** What a counter needs of the Worker's environment. */
interface CounterEnv extends ShardEnv {
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
  return new Counter(counter, topology, (shard) => openShard(env, counter, shard));
}

/** A shard of a counter, for calling its methods. */
export function openShard(env: ShardEnv, counter: string, shard: number) {
  // #if identity
  const call = currentCall();
  if (call !== undefined) return openSession(shardStub(env, counter, shard), call);
  // #end
  return shardStub(env, counter, shard);
}
