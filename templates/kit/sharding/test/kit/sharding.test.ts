import { describe, expect, it } from "vitest";
import { jumpHash, murmur3, shardOf } from "../../src/kit/sharding";

const KEYS = 4_000;
/** Enough to see that many shards get as much by chance, also if the hash had few values. */
const MANY_KEYS = 10_000;

/** Keys as they look in practice: numbered, scattered, and long with little difference. */
const SHAPES: Record<string, (index: number) => string> = {
  "numbered users": (index) => `user-${index}`,
  "hexadecimal ids": (index) => Math.imul(index, 0x9e3779b1).toString(16).padStart(32, "f"),
  "keys of a caller": (index) => `billing-service/2026-11-21T00:00:00.000Z:invoice:${index}`,
};

function keysPerShard(shards: number, keys: number, keyAt: (index: number) => string): number[] {
  const counts = new Array<number>(shards).fill(0);
  for (let index = 0; index < keys; index++) {
    const shard = shardOf(keyAt(index), shards);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  return counts;
}

describe("murmur3", () => {
  // https://stackoverflow.com/a/31929528 and https://en.wikipedia.org/wiki/MurmurHash
  const VECTORS: [text: string, seed: number, hash: number][] = [
    ["", 0, 0],
    ["", 1, 0x514e28b7],
    ["", 0xffffffff, 0x81f16f39],
    ["\0\0\0\0", 0, 0x2362f9de],
    ["test", 0, 0xba6bd213],
    ["a", 0x9747b28c, 0x7fa09ea6],
    ["aa", 0x9747b28c, 0x5d211726],
    ["aaa", 0x9747b28c, 0x283e0130],
    ["aaaa", 0x9747b28c, 0x5a97808a],
    ["abc", 0, 0xb3dd93fa],
    ["Hello, world!", 0, 0xc0363e43],
    ["Hello, world!", 0x9747b28c, 0x24884cba],
    ["ππππππππ", 0x9747b28c, 0xd58063c1],
    ["a".repeat(256), 0x9747b28c, 0x37405bdc],
    ["The quick brown fox jumps over the lazy dog", 0, 0x2e4ff723],
    ["The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd],
  ];

  it("gives the published hashes", () => {
    for (const [text, seed, hash] of VECTORS) {
      expect(murmur3(text, seed), `"${text}" with seed ${seed}`).toBe(hash);
    }
  });
});

describe("jumpHash", () => {
  // From the tests of https://github.com/dgryski/go-jump and of ClickHouse.
  const VECTORS: [key: number | bigint, buckets: number, bucket: number][] = [
    [1, 1, 0],
    [42, 57, 43],
    [0xdead10cc, 1, 0],
    [0xdead10cc, 666, 361],
    [256, 1024, 520],
    [1, 128, 55],
    [128, 2_147_483_648, 1_644_467_860],
    [18_446_744_073_709_551_615n, 128, 92],
  ];

  it("gives the published buckets", () => {
    for (const [key, buckets, bucket] of VECTORS) {
      expect(jumpHash(key, buckets), `${key} in ${buckets}`).toBe(bucket);
    }
  });

  it("needs at least one bucket", () => {
    for (const buckets of [0, -1, 1.5, Number.NaN]) {
      expect(() => jumpHash(1, buckets)).toThrow(RangeError);
    }
  });
});

describe("shardOf", () => {
  it("never changes: keys are looked for where these say", () => {
    expect(["user-1", "user-2", "user-3", "user-4"].map((key) => shardOf(key, 256))).toEqual([
      97, 23, 211, 51,
    ]);
  });

  for (const [shape, keyAt] of Object.entries(SHAPES)) {
    it(`spreads ${KEYS} ${shape} over 16 shards, each within 20% of its part`, () => {
      for (const count of keysPerShard(16, KEYS, keyAt)) {
        expect(Math.abs(count / (KEYS / 16) - 1)).toBeLessThan(0.2);
      }
    });

    it(`spreads ${MANY_KEYS} ${shape} over 256 shards as evenly as chance would`, () => {
      const mean = MANY_KEYS / 256;
      const chiSquare = keysPerShard(256, MANY_KEYS, keyAt)
        .map((count) => (count - mean) ** 2 / mean)
        .reduce((sum, term) => sum + term, 0);
      // 255 degrees of freedom: chance goes beyond 368 once in 300,000 times.
      expect(chiSquare).toBeLessThan(368);
    });
  }

  it("moves only as many keys as new shards need, and only to these", () => {
    for (const [before, after] of [
      [4, 8],
      [8, 9],
      [16, 64],
    ] as const) {
      const destinations = Array.from({ length: KEYS }, (_, index) => `user-${index}`).flatMap(
        (key) => {
          const destination = shardOf(key, after);
          return shardOf(key, before) === destination ? [] : [destination];
        },
      );
      expect(Math.min(...destinations)).toBe(before);
      expect(Math.abs(destinations.length / KEYS - (1 - before / after))).toBeLessThan(0.02);
    }
  });
});
