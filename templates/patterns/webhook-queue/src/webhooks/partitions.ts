import * as v from "valibot";

/**
 * How many objects share the work, generation by generation: `[4]` at first,
 * `[4, 16]` once 4 have become too few, `[0, 16]` when nothing is left in the
 * first generation. The last entry is where new keys go.
 *
 * A longer list is a newer one, also to the objects, so it must only grow.
 */
export const PartitionPlan = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64))),
  v.minLength(1, "give at least one number of partitions"),
  v.maxLength(16),
  v.check((plan) => plan.at(-1) !== 0, "the last number of partitions must not be 0"),
);
export type PartitionPlan = v.InferOutput<typeof PartitionPlan>;

/** The object of a generation that a key belongs to. The same key always gives the same one. */
export async function partitionOf(
  generation: number,
  count: number,
  source: string,
  key: string,
): Promise<string> {
  const bytes = new TextEncoder().encode(`${source}:${key}`);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return partitionName(generation, new DataView(digest).getUint32(0) % count, count);
}

/** The names of all objects of a plan, the oldest generation first. */
export function partitionNames(plan: PartitionPlan): string[] {
  return plan.flatMap((count, generation) =>
    Array.from({ length: count }, (_, index) => partitionName(generation, index, count)),
  );
}

function partitionName(generation: number, index: number, count: number): string {
  return `${generation}-${index}-of-${count}`;
}
