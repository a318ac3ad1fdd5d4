import { env } from "cloudflare:workers";
import * as v from "valibot";
import { duration, durationOrOff, readTtl } from "./kit/ttl";

const Settings = v.strictObject({
  /** How long an operation is remembered. A day of 500 a second would not fit into an object. */
  operations: duration("1m", "12h"),
  /** How long a shard that has never counted may go unused. */
  idle: durationOrOff("1m", "3650d"),
});

/** How long what is kept, in milliseconds. Throws if the variable is wrong. */
export function ttl(): v.InferOutput<typeof Settings> {
  return readTtl("COUNTER_SHARD_TTL", Settings, env.COUNTER_SHARD_TTL);
}
