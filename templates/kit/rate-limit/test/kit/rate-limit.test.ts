import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { MemoryBuckets, RateLimiter, readRate, type Rate } from "../../src/kit/rate-limit";
import { RATE_LIMIT_MIGRATIONS, SqlBuckets } from "../../src/kit/rate-limit.sql";
import { migrate } from "../../src/kit/schema";
import { unique } from "../client";

/** The time is what the tests say. */
const START = 1_700_000_000_000;

const inMemory = (rate: Rate) => new RateLimiter(() => rate, new MemoryBuckets());

/** How often the actor may at this moment. */
function usesAt(limiter: RateLimiter, now: number, actor = "a"): number {
  let uses = 0;
  while (limiter.take(actor, now) === undefined) uses += 1;
  return uses;
}

describe("RateLimiter", () => {
  it("lets a burst pass at once, then as many as flow in, and never saves up more", () => {
    const limiter = inMemory({ burst: 5, perSecond: 2 });
    expect(usesAt(limiter, START)).toBe(5);
    expect(usesAt(limiter, START + 499)).toBe(0);
    expect(usesAt(limiter, START + 500)).toBe(1);
    expect(usesAt(limiter, START + 2_000)).toBe(3);
    expect(usesAt(limiter, START + 60_000)).toBe(5);
  });

  it("says to the millisecond when there is a token again", () => {
    for (const perSecond of [0.7, 1, 3, 7, 300]) {
      const limiter = inMemory({ burst: 3, perSecond });
      expect(usesAt(limiter, START)).toBe(3);
      const wait = limiter.take("a", START)?.retryAfterMs ?? 0;
      expect(wait).toBe(Math.ceil(1_000 / perSecond));
      expect(limiter.take("a", START + wait - 2)).toBeDefined();
      expect(limiter.take("a", START + wait)).toBeUndefined();
    }
  });

  it("lets no more than the burst pass at once, however fast it flows in", () => {
    for (const perSecond of [500, 999, 1_001, 3_000, 10_000]) {
      for (const burst of [1, 2, 7]) {
        const limiter = inMemory({ burst, perSecond });
        expect(usesAt(limiter, START), `${burst} at ${perSecond}`).toBe(burst);
        expect(limiter.take("a", START)?.retryAfterMs).toBeGreaterThan(0);
        expect(limiter.take("a", START + Math.ceil(1_000 / perSecond))).toBeUndefined();
      }
    }
  });

  it("reads the rate with the first use, again after a wrong one, and then never", () => {
    const rates = [{ burst: 1 }, { burst: 1, perSecond: 1 }, "not read any more"];
    const limiter = new RateLimiter(
      () => readRate({ SOME_RATE: rates.shift() }, "SOME_RATE"),
      new MemoryBuckets(),
    );
    expect(rates).toHaveLength(3);
    expect(() => limiter.take("a", START)).toThrow("SOME_RATE");
    expect(usesAt(limiter, START)).toBe(1);
    expect(usesAt(limiter, START + 1_000)).toBe(1);
    expect(rates).toHaveLength(1);
  });

  it("does not make those wait longer who do not wait", () => {
    const limiter = inMemory({ burst: 1, perSecond: 1 });
    for (let now = START; now < START + 10_000; now += 10) {
      expect(limiter.take("a", now) === undefined).toBe((now - START) % 1_000 === 0);
    }
  });

  it("keeps to the rate whatever the calls are like", () => {
    const limiter = inMemory({ burst: 10, perSecond: 3 });
    const uses: number[] = [];
    for (let now = START; now < START + 100_000; now += Math.floor(Math.random() * 300)) {
      if (limiter.take("a", now) === undefined) uses.push(now);
    }
    for (const [index, from] of uses.entries()) {
      const until = uses[index + 30] ?? Infinity;
      // 31 uses need the burst of 10 and 21 that flowed in.
      expect(until - from).toBeGreaterThanOrEqual(20 * (1_000 / 3));
    }
  });

  it("counts each actor by themselves", () => {
    const limiter = inMemory({ burst: 2, perSecond: 1 });
    expect([usesAt(limiter, START, "a"), usesAt(limiter, START, "b")]).toEqual([2, 2]);
  });

  it("locks nobody out when the clock is set back", () => {
    const limiter = inMemory({ burst: 2, perSecond: 1 });
    usesAt(limiter, START + 3_600_000);
    expect(limiter.take("a", START)?.retryAfterMs).toBe(1_000);
    expect(limiter.take("a", START + 1_000)).toBeUndefined();
  });
});

describe("MemoryBuckets", () => {
  it("take no limit that an idle object would forget", () => {
    expect(inMemory({ burst: 10, perSecond: 1 }).take("a")).toBeUndefined();
    expect(() => inMemory({ burst: 11, perSecond: 1 }).take("a")).toThrow("keep it in SQL");
  });

  it("forget who was there longest ago when there are too many", () => {
    const limiter = new RateLimiter(() => ({ burst: 1, perSecond: 1 }), new MemoryBuckets(2));
    for (const actor of ["a", "b", "c"]) expect(usesAt(limiter, START, actor)).toBe(1);
    expect(["b", "c"].map((actor) => usesAt(limiter, START, actor))).toEqual([0, 0]);
    expect(usesAt(limiter, START, "a")).toBe(1);
  });
});

describe("SqlBuckets", () => {
  const rate = { burst: 3, perSecond: 0.001 };
  const open = (storage: DurableObjectStorage) => {
    migrate(storage, RATE_LIMIT_MIGRATIONS);
    return new RateLimiter(() => rate, new SqlBuckets(storage.sql));
  };

  it("survive eviction", async () => {
    const stub = env.PROBE.getByName(unique());
    const uses = (now: number) =>
      runInDurableObject(stub, (_, { storage }) => usesAt(open(storage), now));
    expect(await uses(START)).toBe(3);
    await evictDurableObject(stub);
    expect(await uses(START)).toBe(0);
    await evictDurableObject(stub);
    expect(await uses(START + 1_000_000)).toBe(1);
  });

  it("are removed when they are full, and what is refused writes nothing", async () => {
    await runInDurableObject(env.PROBE.getByName(unique()), (_, { storage }) => {
      const limiter = open(storage);
      const actors = () =>
        storage.sql.exec<{ actor: string }>("SELECT actor FROM _rate_limits LIMIT 100").toArray();
      for (let index = 0; index < 10; index += 1) usesAt(limiter, START, `actor-${index}`);
      expect(actors()).toHaveLength(10);

      const later = START + 10_000_000;
      for (let index = 0; index < 5; index += 1) limiter.take("late", later + index * 1_000_000);
      expect(actors()).toEqual([{ actor: "late" }]);

      usesAt(limiter, later + 4_000_000, "late");
      const before = storage.sql.exec("SELECT * FROM _rate_limits LIMIT 100").toArray();
      expect(limiter.take("late", later + 4_000_000)).toBeDefined();
      expect(storage.sql.exec("SELECT * FROM _rate_limits LIMIT 100").toArray()).toEqual(before);
    });
  });
});

describe("readRate", () => {
  it("reads a variable", () => {
    const rate = { burst: 10, perSecond: 0.5 };
    expect(readRate({ SOME_RATE: rate }, "SOME_RATE")).toEqual(rate);
  });

  const wrong: unknown[] = [
    ...[undefined, 10, "10", {}, { burst: 1 }, { perSecond: 1 }],
    ...[0, 1.5, 100_001, "1"].map((burst) => ({ burst, perSecond: 1 })),
    ...[0, -1, 10_001, "1", NaN].map((perSecond) => ({ burst: 1, perSecond })),
    { burst: 1, perSecond: 1, per: "minute" },
  ];
  for (const rate of wrong) {
    it(`refuses ${JSON.stringify(rate)}`, () => {
      expect(() => readRate({ SOME_RATE: rate }, "SOME_RATE")).toThrow(/^SOME_RATE: .*"burst"/);
    });
  }
});
