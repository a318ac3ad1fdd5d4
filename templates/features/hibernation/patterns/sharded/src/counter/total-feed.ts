import { Feed } from "../kit/feed";
import type { Result } from "../kit/result";
import type { Scheduler, TaskHandler } from "../kit/scheduler";
import type { Total } from "./answers";

/** What the feed of a counter tells. Only the newest total matters. */
export type TotalEvents = {
  readonly total: Pick<Total, "total" | "shards">;
};

/** How often the shards are read: from the one, while the total changes, to the other. */
export interface Pace {
  readonly fastestMs: number;
  readonly slowestMs: number;
}

/** Where the total comes from, and how often. */
export interface TotalSource extends Partial<Pace> {
  readonly read: () => Promise<Result<Total>>;
}

const PACE: Pace = { fastestMs: 2_000, slowestMs: 30_000 };

const TASK = "total";

/**
 * A feed of the total of a counter. Counting knows nothing of it: while
 * somebody listens, the object with the feed reads all shards from time to
 * time, and tells the total when it is another one. So an increment costs the
 * same with and without listeners, and a burst of them makes one event.
 */
export class TotalFeed extends Feed<TotalEvents> {
  readonly #source: TotalSource & Pace;
  readonly #scheduler: () => Scheduler;

  constructor(ctx: DurableObjectState, scheduler: () => Scheduler, source: TotalSource) {
    super(ctx, scheduler, { sockets: 1_000, events: 100, batch: 100 });
    this.#source = { ...PACE, ...source };
    this.#scheduler = scheduler;
  }

  override get tasks(): Readonly<Record<string, TaskHandler>> {
    return { ...super.tasks, [TASK]: () => this.#poll() };
  }

  override fetch(request: Request): Response {
    const response = super.fetch(request);
    this.#scheduler().ensure(TASK, "", Date.now());
    return response;
  }

  /** Comes back after as long as the total has stood still, within the bounds of the pace. */
  async #poll(): Promise<void> {
    if (this.listeners === 0) return;
    const total = await this.#source.read();
    // One that lacks a shard would look as if the counter went down.
    if (total.ok && total.value.complete) this.#tell(total.value);

    const { fastestMs, slowestMs } = this.#source;
    const now = Date.now();
    const quietMs = now - (this.last()?.at ?? 0);
    const waitMs = Math.min(Math.max(quietMs, fastestMs), slowestMs);
    this.#scheduler().schedule(TASK, "", now + waitMs);
  }

  #tell({ total, shards }: Total): void {
    const told = this.last()?.data;
    if (JSON.stringify(told) === JSON.stringify({ total, shards })) return;
    this.publish("total", { total, shards });
  }
}
