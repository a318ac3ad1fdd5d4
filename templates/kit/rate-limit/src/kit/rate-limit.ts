import * as v from "valibot";
import type { ExpectedFailure } from "./result";

/** How often one actor may do something: `burst` times at once, then `perSecond`. */
export const Rate = v.strictObject({
  burst: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  perSecond: v.pipe(v.number(), v.gtValue(0), v.maxValue(10_000)),
});
export type Rate = v.InferOutput<typeof Rate>;

/** The actor has to wait. */
export interface RateLimited extends ExpectedFailure {
  readonly code: "rate_limited";
  readonly retryAfterMs: number;
}

/** Reads a rate from a variable. There is no default in place of a wrong or a missing one. */
export function readRate<Name extends string>(
  env: Readonly<Record<Name, unknown>>,
  name: Name,
): Rate {
  const result = v.safeParse(Rate, env[name]);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TypeError(
    `${name}: ${v.getDotPath(issue) ?? "value"}: ${issue.message}; ` +
      `write { "burst": 1 to 100000, "perSecond": up to 10000, also below 1 }`,
  );
}

/** Where limits keep what each actor has used. */
export interface Buckets {
  /** A bucket that takes longer to fill may be forgotten before it is full. */
  readonly maxFillMs: number;
  /** When the bucket of an actor is full again; undefined if it is. */
  fullAt(actor: string): number | undefined;
  set(actor: string, fullAt: number, now: number): void;
}

/**
 * Exact limits inside an object: a bucket of tokens for each actor, of which
 * every use takes one. All of it is synchronous, so no call comes in between.
 *
 * A bucket is kept as one number, the time at which it is full again, so a full
 * one need not be kept at all (the generic cell rate algorithm).
 */
export class RateLimiter {
  readonly #rate: () => Rate;
  readonly #buckets: Buckets;
  #times: { readonly capacityMs: number; readonly tokenMs: number } | undefined;

  /**
   * `rate` is asked with the first use: a wrong variable makes the calls fail
   * that are limited. Thrown in a constructor it would take the rest of the
   * object with it, and an alarm that fails 7 times is lost.
   */
  constructor(rate: () => Rate, buckets: Buckets) {
    this.#rate = rate;
    this.#buckets = buckets;
  }

  /** Takes a token of the actor's, or says how long to wait for one. What is refused costs nothing. */
  take(actor: string, now: number = Date.now()): RateLimited | undefined {
    const { capacityMs, tokenMs } = (this.#times ??= this.#readTimes());
    const fullAt = Math.max(this.#known(actor, now, capacityMs), now) + tokenMs;
    const waitMs = fullAt - now - capacityMs;
    // Times have a resolution of a millisecond, and sums of fractions an error.
    if (waitMs >= Math.min(1, tokenMs / 2)) {
      return {
        code: "rate_limited",
        message: "too many requests",
        retryAfterMs: Math.ceil(waitMs),
      };
    }
    this.#buckets.set(actor, fullAt, now);
    return undefined;
  }

  /** When the bucket is full. None is emptier than empty: a clock that was ahead locks nobody out. */
  #known(actor: string, now: number, capacityMs: number): number {
    const fullAt = this.#buckets.fullAt(actor) ?? now;
    const latest = now + capacityMs;
    if (fullAt < latest + 1) return fullAt;
    this.#buckets.set(actor, latest, now);
    return latest;
  }

  #readTimes() {
    const { burst, perSecond } = this.#rate();
    const tokenMs = 1_000 / perSecond;
    const capacityMs = burst * tokenMs;
    const { maxFillMs } = this.#buckets;
    if (capacityMs > maxFillMs) {
      throw new RangeError(
        `a burst of ${burst} at ${perSecond} per second takes more than ` +
          `${maxFillMs} ms to fill again; keep it in SQL`,
      );
    }
    return { capacityMs, tokenMs };
  }
}

/** The platform takes an object that does nothing out of memory after about this time. */
const IDLE_MS = 10_000;

/** More actors at the same time than one object can serve. */
const MAX_ACTORS = 10_000;

/**
 * Buckets in memory. They cost no writes and end with the instance: one that
 * was evicted because it was idle has forgotten nothing, since all buckets were
 * full again by then; a deployment or a crash gives everybody one more burst.
 * https://developers.cloudflare.com/durable-objects/concepts/durable-object-lifecycle/
 */
export class MemoryBuckets implements Buckets {
  readonly maxFillMs = IDLE_MS;
  /** The actors in the order of their last use. */
  readonly #fullAt = new Map<string, number>();
  readonly #maxActors: number;

  constructor(maxActors: number = MAX_ACTORS) {
    this.#maxActors = maxActors;
  }

  fullAt(actor: string): number | undefined {
    return this.#fullAt.get(actor);
  }

  set(actor: string, fullAt: number): void {
    this.#fullAt.delete(actor);
    this.#fullAt.set(actor, fullAt);
    if (this.#fullAt.size <= this.#maxActors) return;
    for (const oldest of this.#fullAt.keys()) {
      this.#fullAt.delete(oldest);
      return;
    }
  }
}
