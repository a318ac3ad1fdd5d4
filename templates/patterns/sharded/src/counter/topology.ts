import * as v from "valibot";

/**
 * The most objects that one counter is spread over. A total calls each of them,
 * and a request may make 1,000 such calls.
 * https://developers.cloudflare.com/workers/platform/limits/#subrequests
 */
export const MAX_SHARDS = 256;

/** Changes of the number of shards within one deduplication time. */
const MAX_PREVIOUS = 4;

/** How many shards there are. */
export const ShardCount = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_SHARDS));

/** A variable that is set on the command line or in the dashboard is text. */
const Variable = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  ShardCount,
);
const Variables = v.object({
  SHARDS: Variable,
  PREVIOUS_SHARDS: v.pipe(v.array(Variable), v.maxLength(MAX_PREVIOUS)),
});

/** How many shards the keys are spread over: now, and until a short time ago. */
export interface Topology {
  readonly shards: number;
  /** What has been counted with these numbers may still be tried again. */
  readonly previous: readonly number[];
}

/**
 * Reads the variables of a binding. There is no default in place of a wrong
 * one: a guess would spread the keys differently than other Workers do.
 */
export function readTopology(
  binding: string,
  variables: { readonly SHARDS: unknown; readonly PREVIOUS_SHARDS: unknown },
): Topology {
  const result = v.safeParse(Variables, variables);
  if (result.success) {
    return { shards: result.output.SHARDS, previous: result.output.PREVIOUS_SHARDS };
  }
  const [issue] = result.issues;
  throw new Error(
    `${binding}_${v.getDotPath(issue)}: ${issue.message}; ` +
      `${binding}_SHARDS is an integer from 1 to ${MAX_SHARDS} and ` +
      `${binding}_PREVIOUS_SHARDS an array of at most ${MAX_PREVIOUS} of them`,
  );
}

/** The name of the object that holds a shard of a counter. */
export function shardName(counter: string, shard: number): string {
  return `${counter}/${shard}`;
}

/** The counter and the number of the shard, from the name of its object. */
export function parseShardName(name: string | undefined): { counter: string; shard: number } {
  const [, counter, shard] = /^([^/]+)\/(\d+)$/.exec(name ?? "") ?? [];
  if (counter === undefined) throw new Error("the name of a shard is <counter>/<number>");
  return { counter, shard: Number(shard) };
}
