import * as v from "valibot";
import { expect, it } from "vitest";
import { partitionNames, partitionOf, PartitionPlan } from "../../src/webhooks/partitions";

it("spreads keys evenly, and always in the same way", async () => {
  const counts = new Map<string, number>();
  for (let customer = 0; customer < 2_000; customer += 1) {
    const name = await partitionOf(0, 8, "stripe", `cus_${customer}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(counts.size).toBe(8);
  // 250 each; the standard deviation is 15.
  for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(75);

  // Pinned: another hash would part keys from what is stored for them.
  expect(await partitionOf(0, 8, "stripe", "cus_1")).toBe("0-2-of-8");
  expect(await partitionOf(1, 16, "github", "42")).toBe("1-7-of-16");
});

it("names the objects of all generations that are in use", () => {
  expect(partitionNames([2, 0, 1])).toEqual(["0-0-of-2", "0-1-of-2", "2-0-of-1"]);
});

it("refuses plans that lead nowhere", () => {
  for (const plan of [[4], [4, 8], [0, 8]]) expect(v.is(PartitionPlan, plan)).toBe(true);
  for (const plan of [[], [0], [4, 0], [-1], [1.5], [65], ["4"], 4]) {
    expect(v.is(PartitionPlan, plan)).toBe(false);
  }
});
