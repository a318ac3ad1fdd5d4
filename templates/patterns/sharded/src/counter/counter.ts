import * as v from "valibot";
import { fanOut } from "../kit/fan-out";
// #if identity
import { throwIfLate } from "../kit/identity.call";
// #end
import { log } from "../kit/log";
import { fail, ok, type Result } from "../kit/result";
import { shardOf } from "../kit/sharding";
import { errorText, PageSize, parse } from "../kit/validate";
import {
  toResult,
  type Breakdown,
  type IncrementFailure,
  type Outcome,
  type Total,
} from "./answers";
import {
  Increments,
  type IdentifiedOperation,
  type Increment,
  type Operation,
  type Shard,
  type ShardOutcome,
  type ShardReading,
} from "./protocol";
import { MAX_SHARDS, type Topology } from "./topology";

/**
 * Shards that one request calls at a time: as many connections as it may have open.
 * https://developers.cloudflare.com/workers/platform/limits/#simultaneous-open-connections
 */
export const MAX_CONCURRENT_CALLS = 6;

/** Which page of a breakdown: at most `limit` shards that come after the shard `after`. */
export const BreakdownPage = v.strictObject({
  after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_SHARDS))),
  limit: v.optional(PageSize, 50),
});

/** An increment on its way: its place in the call, and what its shard is told. */
interface Routed {
  readonly position: number;
  readonly key: string;
  readonly operation: Operation;
}
interface Identified extends Routed {
  readonly operation: IdentifiedOperation;
}

/**
 * One counter, spread over shards.
 *
 * It has no retries of its own: the runtime repeats a call that did not arrive,
 * and sees to it that the method does not run twice.
 * https://developers.cloudflare.com/durable-objects/best-practices/automatic-retries/
 */
export class Counter {
  readonly #name: string;
  readonly #topology: Topology;
  readonly #shard: (number: number) => Shard;

  /** `shard` gives a new stub each time: one whose call has failed may stay broken. */
  constructor(name: string, topology: Topology, shard: (number: number) => Shard) {
    this.#name = name;
    this.#topology = topology;
    this.#shard = shard;
  }

  /** Counts, or says why not. `duplicate` tells that an earlier try has counted already. */
  async increment(increment: Increment): Promise<Result<{ duplicate: boolean }, IncrementFailure>> {
    const [outcome = "failed"] = await this.incrementMany([increment]);
    return toResult(outcome);
  }

  /**
   * Counts many increments with one call to each shard, and answers with their
   * outcomes in the same order. Each stands for itself: some may be counted
   * while others are not.
   */
  async incrementMany(increments: readonly Increment[]): Promise<Outcome[]> {
    const all = parse(Increments, increments).map(toRouted);
    const settled = await this.#settleMoved(all);
    const rest = all.filter(({ position }) => !settled.has(position));
    const added = await this.#ask(rest, this.#topology.shards, (shard, group) =>
      shard.add(group.map(({ operation }) => operation)),
    );
    return all.map(({ position }) => {
      const outcome = settled.get(position) ?? added.get(position);
      // A Worker with a newer number of shards has taken it over; a retry that meets one counts.
      return outcome === undefined || outcome === "moved" ? "failed" : outcome;
    });
  }

  /**
   * The sum of all shards. It is no snapshot: increments that arrive meanwhile
   * may be in it or not. When shards fail it is the sum of the others, and says
   * which are missing; when none answers, it fails.
   */
  async total(): Promise<Result<Total>> {
    const first = await this.#read([0]);
    const shards = this.#reach(first);
    const rest = await this.#read(range(1, shards));
    const readings = [...first.values(), ...rest.values()];
    if (readings.length === 0) {
      return fail({ code: "unavailable", message: "no shard answered; try again in a moment" });
    }
    const failed = range(0, shards).filter((shard) => !first.has(shard) && !rest.has(shard));
    const total = readings.reduce((sum, { count }) => sum + count, 0);
    return ok({ total, shards, complete: failed.length === 0, failed });
  }

  /** What each shard has counted, a page at a time, in the order of their numbers. */
  async breakdown(page: v.InferInput<typeof BreakdownPage> = {}): Promise<Breakdown> {
    const { after = -1, limit } = parse(BreakdownPage, page);
    const shards = this.#reach(await this.#read([0]));
    const wanted = range(after + 1, Math.min(after + 1 + limit, shards));
    const readings = await this.#read(wanted);
    const last = wanted.at(-1);
    return {
      shards: [...readings].map(([shard, { count, increments }]) => ({ shard, count, increments })),
      failed: wanted.filter((shard) => !readings.has(shard)),
      next: last === undefined || last === shards - 1 ? null : last,
    };
  }

  /**
   * A try whose key has moved may be a retry of one that the former owner of
   * the key has counted, or still will, for a Worker that has the former
   * number. So the former owner hands the operation over first. Returns the
   * outcomes of those that must not be counted any more.
   */
  async #settleMoved(all: readonly Routed[]): Promise<Map<number, Outcome>> {
    const settled = new Map<number, Outcome>();
    for (const former of this.#topology.previous) {
      const moved = all
        .filter(isIdentified)
        .filter(({ key }) => shardOf(key, former) !== shardOf(key, this.#topology.shards))
        .filter(({ position }) => !settled.has(position));
      const outcomes = await this.#ask(moved, former, (shard, group) =>
        shard.handOver(group.map(({ operation }) => operation)),
      );
      for (const [position, outcome] of outcomes) {
        if (outcome !== "moved") settled.set(position, outcome);
      }
    }
    return settled;
  }

  /** Asks each owner, out of so many shards, with one call; returns the outcomes by position. */
  async #ask<Of extends Routed>(
    increments: readonly Of[],
    shards: number,
    question: (shard: Shard, group: readonly Of[]) => Promise<ShardOutcome[]>,
  ): Promise<Map<number, ShardOutcome | "failed">> {
    const groups = Map.groupBy(increments, ({ key }) => shardOf(key, shards));
    const answers = await this.#call([...groups.keys()], (shard, number) =>
      question(shard, groups.get(number) ?? []),
    );
    const outcomes = new Map<number, ShardOutcome | "failed">();
    for (const [shard, group] of groups) {
      for (const [index, { position }] of group.entries()) {
        outcomes.set(position, answers.get(shard)?.[index] ?? "failed");
      }
    }
    return outcomes;
  }

  #read(shards: readonly number[]): Promise<Map<number, ShardReading>> {
    return this.#call(shards, (shard) => shard.read());
  }

  /**
   * How many shards there are to read. The first one knows, whatever this
   * Worker's number is; only when it is silent does that have to do.
   */
  #reach(readings: ReadonlyMap<number, ShardReading>): number {
    const { shards, previous } = this.#topology;
    return readings.get(0)?.reach ?? Math.max(shards, ...previous);
  }

  /** The answers of shards by their number, in order. One that fails is logged and left out. */
  async #call<Answer>(
    shards: readonly number[],
    question: (shard: Shard, number: number) => Promise<Answer>,
  ): Promise<Map<number, Answer>> {
    const results = await fanOut(shards, MAX_CONCURRENT_CALLS, (shard) =>
      question(this.#shard(shard), shard),
    );
    const answers = new Map<number, Answer>();
    for (const [index, shard] of shards.entries()) {
      const result = results[index];
      if (result?.status === "fulfilled") answers.set(shard, result.value);
      else this.#logFailure(shard, result?.reason);
    }
    // #if identity
    if (answers.size === 0) throwIfLate(results);
    // #end
    return answers;
  }

  #logFailure(shard: number, reason: unknown): void {
    log("error", "a shard failed", { counter: this.#name, shard, error: errorText(reason) });
  }
}

function toRouted(
  { key, amount, idempotencyKey }: v.InferOutput<typeof Increments>[number],
  position: number,
): Routed {
  // An idempotency key has no slash in it, so no other pair of keys makes the same id.
  const id = idempotencyKey === undefined ? undefined : `${key}/${idempotencyKey}`;
  return { position, key, operation: { id, amount } };
}

function isIdentified(increment: Routed): increment is Identified {
  return increment.operation.id !== undefined;
}

/** The integers from `start` up to `end`, without `end`. */
function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
