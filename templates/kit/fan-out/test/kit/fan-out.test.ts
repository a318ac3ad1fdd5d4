import { expect, it } from "vitest";
import { fanOut } from "../../src/kit/fan-out";

it("answers in the order of the items, whichever is done first", async () => {
  const first = Promise.withResolvers<string>();
  const all = fanOut(["slow", "fast"], 2, async (item) => {
    if (item === "slow") return first.promise;
    first.resolve("slow");
    return item;
  });
  expect(await all).toEqual([
    { status: "fulfilled", value: "slow" },
    { status: "fulfilled", value: "fast" },
  ]);
});

it("has at most so many under way", async () => {
  let running = 0;
  let most = 0;
  await fanOut(Array.from({ length: 20 }), 3, async () => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    running -= 1;
  });
  expect(most).toBe(3);
});

it("goes on after one that fails", async () => {
  const results = await fanOut([1, 2, 3], 1, async (item) => {
    if (item === 2) throw new Error("no");
    return item;
  });
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("does nothing for nothing", async () => {
  expect(await fanOut([], 3, async () => 1)).toEqual([]);
});
