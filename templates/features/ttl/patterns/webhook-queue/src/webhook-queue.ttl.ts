import { env } from "cloudflare:workers";
import * as v from "valibot";
import { duration, durationOrOff, readTtl } from "./kit/ttl";
import type { QueueLimits } from "./webhooks/limits";

const Settings = v.strictObject({
  /** How long processed deliveries are kept, and so how long their ids are recognised. */
  processed: duration("1m", "3650d"),
  /** How long dead letters are kept. */
  dead: duration("1h", "3650d"),
  /** How long a partition without deliveries may go unused. */
  idle: durationOrOff("1m", "3650d"),
});

/** How long what is kept, in milliseconds. Throws if the variable is wrong. */
export function ttl(): v.InferOutput<typeof Settings> {
  return readTtl("WEBHOOK_QUEUE_TTL", Settings, env.WEBHOOK_QUEUE_TTL);
}

/** The limits, with the times of the configuration. It is read when they are. */
export function withTtl(limits: QueueLimits): QueueLimits {
  return {
    ...limits,
    get keepProcessedMs() {
      return ttl().processed;
    },
    get keepDeadMs() {
      return ttl().dead;
    },
  };
}
