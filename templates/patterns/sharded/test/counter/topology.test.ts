import { describe, expect, it } from "vitest";
import { MAX_JSON_BYTES } from "../../src/http/input";
import { MAX_AMOUNT, MAX_INCREMENTS, MAX_SHARD_COUNT } from "../../src/counter/protocol";
import { MAX_SHARDS, parseShardName, readTopology, shardName } from "../../src/counter/topology";

const read = (SHARDS: unknown, PREVIOUS_SHARDS: unknown) =>
  readTopology("HITS", { SHARDS, PREVIOUS_SHARDS });

describe("readTopology", () => {
  it("takes numbers, and text as the command line gives it", () => {
    expect(read(8, [])).toEqual({ shards: 8, previous: [] });
    expect(read("256", [1, "16"])).toEqual({ shards: 256, previous: [1, 16] });
  });

  for (const wrong of [
    undefined,
    null,
    "",
    "eight",
    "1e2",
    " 8",
    0,
    -1,
    1.5,
    257,
    Number.NaN,
    [8],
  ]) {
    it(`refuses ${JSON.stringify(wrong)} and names the variable`, () => {
      expect(() => read(wrong, [])).toThrow(/^HITS_SHARDS: .* from 1 to 256/);
      expect(() => read(8, [wrong])).toThrow(/^HITS_PREVIOUS_SHARDS/);
    });
  }

  it("refuses former numbers that are no list, or too many", () => {
    for (const wrong of [undefined, 4, "4", [1, 2, 3, 4, 5]]) {
      expect(() => read(8, wrong)).toThrow(/^HITS_PREVIOUS_SHARDS/);
    }
  });
});

describe("shardName", () => {
  it("is read back by parseShardName", () => {
    expect(parseShardName(shardName("videos:42", 17))).toEqual({ counter: "videos:42", shard: 17 });
  });

  it("is the only kind of name that parseShardName takes", () => {
    for (const name of [undefined, "", "videos", "videos/", "/1", "videos/x", "a/b/1"]) {
      expect(() => parseShardName(name)).toThrow("<counter>/<number>");
    }
  });
});

describe("limits", () => {
  it("keep every total an exact integer", () => {
    expect(MAX_SHARDS * MAX_SHARD_COUNT).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    expect(MAX_SHARD_COUNT + MAX_AMOUNT).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  });

  it("let the largest call fit into a body", () => {
    const longest = { key: "k".repeat(128), amount: -MAX_AMOUNT, idempotencyKey: "i".repeat(128) };
    const body = JSON.stringify({ increments: new Array(MAX_INCREMENTS).fill(longest) });
    expect(body.length).toBeLessThan(MAX_JSON_BYTES);
  });
});
