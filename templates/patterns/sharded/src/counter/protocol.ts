import * as v from "valibot";
import { Name } from "../kit/validate";
import { MAX_SHARDS } from "./topology";

/** The most that one increment adds or takes away. */
export const MAX_AMOUNT = 1_000_000;

/** Increments in one call. With the longest keys they fit the limit of a JSON body. */
export const MAX_INCREMENTS = 100;

/**
 * How far one shard counts, up or down. The sum of all shards then stays below
 * 2^53, where JavaScript begins to lose integers.
 */
export const MAX_SHARD_COUNT = Math.floor(Number.MAX_SAFE_INTEGER / MAX_SHARDS);

/** A caller and a key of theirs: two names and the slash between. */
const MAX_KEY_LENGTH = 128 + 1 + 128;
/** A key, a slash and an idempotency key. */
const MAX_ID_LENGTH = MAX_KEY_LENGTH + 1 + 128;

const Amount = v.pipe(v.number(), v.integer(), v.minValue(-MAX_AMOUNT), v.maxValue(MAX_AMOUNT));

/** What is to be counted. */
export const Increment = v.strictObject({
  /** Selects the shard. Many different keys spread the load; one key is one shard. */
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_KEY_LENGTH)),
  amount: v.optional(Amount, 1),
  /** Makes it safe to try again: with the same key, it counts once. */
  idempotencyKey: v.optional(Name),
});
export type Increment = v.InferInput<typeof Increment>;

/** The increments of one call. */
export const Increments = v.pipe(v.array(Increment), v.minLength(1), v.maxLength(MAX_INCREMENTS));

/** What a shard is told to count. */
export const Operation = v.strictObject({
  /** Operations with the same id are tries of the same one. */
  id: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ID_LENGTH))),
  amount: Amount,
});
export type Operation = v.InferOutput<typeof Operation>;
export const Operations = v.pipe(v.array(Operation), v.minLength(1), v.maxLength(MAX_INCREMENTS));

/** An operation that can be told from others. */
export const IdentifiedOperation = v.required(Operation, ["id"]);
export type IdentifiedOperation = v.InferOutput<typeof IdentifiedOperation>;
export const IdentifiedOperations = v.pipe(
  v.array(IdentifiedOperation),
  v.minLength(1),
  v.maxLength(MAX_INCREMENTS),
);

/**
 * What became of an operation on a shard:
 * - `counted`: now.
 * - `duplicate`: an earlier try has counted it.
 * - `conflict`: an earlier try has counted another amount; not counted.
 * - `out_of_range`: the shard would count too far; not counted.
 * - `moved`: handed over to another shard; not counted here, now or later.
 */
export type ShardOutcome = "counted" | "duplicate" | "conflict" | "out_of_range" | "moved";

/** What a shard has counted. */
export interface ShardReading {
  readonly count: number;
  /** How many increments that were. Compare shards by it to see whether the keys spread well. */
  readonly increments: number;
  /** On the first shard of a counter: how many shards there may be that have counted. */
  readonly reach: number;
}

/** What a shard can be asked, as a stub of its class offers it. */
export interface Shard {
  add(operations: readonly Operation[]): Promise<ShardOutcome[]>;
  handOver(operations: readonly IdentifiedOperation[]): Promise<ShardOutcome[]>;
  read(): Promise<ShardReading>;
}
