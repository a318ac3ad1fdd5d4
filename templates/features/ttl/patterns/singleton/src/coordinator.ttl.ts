import { env } from "cloudflare:workers";
import * as v from "valibot";
import { duration, durationOrOff, readTtl } from "./kit/ttl";
import { InvalidInputError } from "./kit/validate";

const Settings = v.strictObject({
  /** The longest lease. `src/leases/input.ts` takes none over an hour. */
  leases: duration("1s", "1h"),
  /** How long a scope that has never granted a lease may go unused. */
  idle: durationOrOff("1m", "3650d"),
});

/** How long what is kept, in milliseconds. Throws if the variable is wrong. */
export function ttl(): v.InferOutput<typeof Settings> {
  return readTtl("COORDINATOR_TTL", Settings, env.COORDINATOR_TTL);
}

/** Refuses a lease that is longer than the configuration allows. */
export function checkLease(ttlMs: number): void {
  const { leases } = ttl();
  if (ttlMs > leases) throw new InvalidInputError(`ttlMs: at most ${leases}`);
}
