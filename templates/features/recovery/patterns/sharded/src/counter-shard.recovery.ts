import * as v from "valibot";
import { readTopology, ShardCount, type Topology } from "./counter/topology";
import type { RecoveryRules } from "./kit/recovery";

/** What going back means for a shard. */
export const RECOVERY: RecoveryRules = {
  warning:
    "what this shard has counted since is lost from the total, and a retry of it counts once more; other shards are not touched",
};

/** How many shards the configuration says there are. */
export function configuredShards(env: Env): Topology {
  return readTopology("COUNTER_SHARD", {
    SHARDS: env.COUNTER_SHARD_SHARDS,
    PREVIOUS_SHARDS: env.COUNTER_SHARD_PREVIOUS_SHARDS,
  });
}

/**
 * How many shards there may be: as many as are configured, or as the first one
 * knew of before it went back. The configuration forgets the numbers of long
 * ago, and those shards keep what they have counted.
 */
export function reachOf(env: Env, kept: unknown): number {
  const { shards, previous } = configuredShards(env);
  return Math.max(shards, ...previous, v.parse(v.fallback(ShardCount, 1), kept));
}
