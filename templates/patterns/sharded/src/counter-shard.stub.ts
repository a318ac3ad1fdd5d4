import type { CounterShard } from "./counter-shard";
import { shardName } from "./counter/topology";
// #if location
import { readPlace, stubAt } from "./kit/location";
// #end

/** What finding a shard needs of the Worker's environment. */
export interface ShardEnv {
  readonly COUNTER_SHARD: DurableObjectNamespace<CounterShard>;
  // #if location
  readonly COUNTER_SHARD_JURISDICTION: unknown;
  readonly COUNTER_SHARD_LOCATION_HINT: unknown;
  // #end
}

/**
 * The object that holds a shard of a counter. Everything that calls one finds
 * it here. A stub that has failed stays broken, so each call makes its own.
 */
export function shardStub(env: ShardEnv, counter: string, shard: number) {
  // #if location
  const place = readPlace(env, "COUNTER_SHARD");
  if (place !== undefined) return stubAt(place, env.COUNTER_SHARD, shardName(counter, shard));
  // #end
  return env.COUNTER_SHARD.getByName(shardName(counter, shard));
}
