import type { ShardOutcome } from "./protocol";
import { fail, ok, type ExpectedFailure, type Result } from "../kit/result";

/**
 * What became of one increment of many:
 * - `counted`: now.
 * - `duplicate`: an earlier try has counted it.
 * - `conflict`: its idempotency key was used with another amount; not counted.
 * - `out_of_range`: its shard would count too far; not counted.
 * - `failed`: its shard gave no answer. Whether it was counted is not known;
 *   with an idempotency key it is safe to try again.
 */
export type Outcome = Exclude<ShardOutcome, "moved"> | "failed";

/** Why an increment was not counted, or is not known to be. */
export interface IncrementFailure extends ExpectedFailure {
  readonly outcome: Exclude<Outcome, "counted" | "duplicate">;
}

/** The sum of the shards that answered. */
export interface Total {
  readonly total: number;
  /** How many shards there were to ask. */
  readonly shards: number;
  /** Whether all of them are in the total. */
  readonly complete: boolean;
  /** The shards that are not, because they gave no answer. */
  readonly failed: readonly number[];
}

/** Some shards of a counter, each by itself. */
export interface Breakdown {
  readonly shards: readonly { shard: number; count: number; increments: number }[];
  /** The shards of this page that gave no answer. */
  readonly failed: readonly number[];
  /** Ask for the next page with this as `after`; null after the last one. */
  readonly next: number | null;
}

const FAILURES = {
  conflict: {
    code: "conflict",
    message: "this idempotency key was used with another amount",
  },
  out_of_range: {
    code: "conflict",
    message: "the counter cannot count that far",
  },
  failed: {
    code: "unavailable",
    message: "the shard did not answer; with an idempotency key it is safe to try again",
  },
} as const satisfies Record<IncrementFailure["outcome"], ExpectedFailure>;

/** The outcome of a single increment as a result. */
export function toResult(outcome: Outcome): Result<{ duplicate: boolean }, IncrementFailure> {
  if (outcome === "counted" || outcome === "duplicate") {
    return ok({ duplicate: outcome === "duplicate" });
  }
  return fail({ ...FAILURES[outcome], outcome });
}
