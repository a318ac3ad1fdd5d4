import type { Shard, ShardReading } from "../../src/counter/protocol";

/** Shards in memory, so that a test can say how they answer and see how they are called. */
export class FakeShards {
  readonly readings: ShardReading[];
  readonly failing = new Set<number>();
  /** Those that have counted every operation that they are to hand over. */
  readonly counted = new Set<number>();
  readonly calls: string[] = [];
  /** The most calls that were under way at the same time. */
  mostAtOnce = 0;
  #underWay = 0;

  constructor(counts: readonly number[]) {
    this.readings = counts.map((count) => ({ count, increments: 1, reach: counts.length }));
  }

  readonly stub = (shard: number): Shard => ({
    add: (operations) => this.#answer("add", shard, () => operations.map(() => "counted")),
    handOver: (operations) =>
      this.#answer("handOver", shard, () =>
        operations.map(() => (this.counted.has(shard) ? "duplicate" : "moved")),
      ),
    read: () =>
      this.#answer(
        "read",
        shard,
        () => this.readings[shard] ?? { count: 0, increments: 0, reach: 0 },
      ),
  });

  async #answer<Answer>(method: string, shard: number, answer: () => Answer): Promise<Answer> {
    this.calls.push(`${method} ${shard}`);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    this.#underWay -= 1;
    if (this.failing.has(shard)) throw new Error("overloaded");
    return answer();
  }
}
