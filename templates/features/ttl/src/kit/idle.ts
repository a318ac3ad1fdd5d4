import type { DurableObject } from "cloudflare:workers";
import { aroundEntries, whenDone, type ObjectClass } from "./context";
import type { Scheduler } from "./scheduler";

/** The kind of the task that comes when the object may have been idle for long enough. */
export const IDLE = "idle";

/** There is one such task in an object. */
const ID = "object";

/**
 * How much later than its time an idle object may end, as a part of that time.
 * Uses that follow each other within it are written down once.
 */
const SLACK = 1 / 8;

/**
 * What the object's own data says to its end:
 * - `free`: nothing is left that anybody would miss.
 * - `wait`: something is kept whose time is not over; ask again later.
 * - `keep`: something has to stay for good.
 */
export type Verdict = "free" | "wait" | "keep";

/** What an {@link Idle} needs to know of its object. */
export interface IdleOptions {
  /** How long the object may go unused, in milliseconds; null if it never ends. Asked at each use. */
  readonly lifetimeMs: () => number | null;
  readonly verdict: () => Verdict;
  /** Kinds of tasks that only clean up, so that the object can end without them. */
  readonly housekeeping: readonly string[];
  /** Frees the storage; see {@link freeStorage}. */
  readonly end: () => Promise<void>;
  /**
   * Whether the instance goes on after `end`. Then a call that finds the end
   * overdue has it come first; otherwise the object is simply in use again.
   */
  readonly survivesEnd?: boolean;
}

/**
 * Entries that are no use: what the platform calls by itself, what operators
 * look at, and sessions, since each of their calls is one.
 */
const NO_USE = [
  "alarm",
  "metrics",
  "recovery",
  "session",
  "webSocketClose",
  "webSocketError",
  "webSocketMessage",
];

/**
 * Makes every call of an object's methods, and every socket that it opens, a
 * use of it. Methods in `except` are none. Call it in the first static block of
 * a class: what the later ones put around its methods is then around this too.
 */
export function noteUses<Of extends DurableObject<Env>>(
  target: ObjectClass<Of>,
  idleOf: (object: Of) => Idle,
  except: readonly (keyof Of & string)[] = [],
): void {
  const noUse: readonly string[] = [...NO_USE, ...except];
  aroundEntries(target, (object, entry, run) =>
    noUse.includes(entry) ? run() : idleOf(object).use(run),
  );
}

/**
 * The end of an object that nobody uses: it gives its storage back, which is
 * billed for as long as there is any. Only `deleteAll()` does that; tables
 * without rows take space too.
 * https://developers.cloudflare.com/durable-objects/best-practices/access-durable-objects-storage/
 *
 * An object with an open WebSocket, or with a task of anybody else on its
 * scheduler, is in use: work that somebody has planned is never deleted.
 */
export class Idle {
  readonly #ctx: DurableObjectState;
  readonly #scheduler: () => Scheduler | undefined;
  readonly #options: IdleOptions;

  /** `scheduler` gives the scheduler of the object, or undefined while it stores nothing. */
  constructor(
    ctx: DurableObjectState,
    scheduler: () => Scheduler | undefined,
    options: IdleOptions,
  ) {
    this.#ctx = ctx;
    this.#scheduler = scheduler;
    this.#options = options;
  }

  /**
   * Notes that the object is in use. {@link noteUses} sees to it for what others
   * call; the constructor must not, since it also runs when the alarm wakes the
   * object. As a rule it reads one row; it writes once in an eighth of the time.
   */
  touch(): void {
    const lifetimeMs = this.#options.lifetimeMs();
    if (lifetimeMs === null) return;
    const left = (this.#dueAt() ?? 0) - Date.now();
    // More is left than there should be when the configuration has changed.
    if (left >= lifetimeMs && left <= lifetimeMs * (1 + SLACK)) return;
    if (this.#options.verdict() !== "keep") this.#schedule(lifetimeMs * (1 + SLACK));
  }

  /**
   * Runs what somebody has called, as a use, and returns its answer: a promise
   * if `run` does, or if an overdue end comes first.
   */
  use(run: () => unknown): unknown {
    if (this.#options.lifetimeMs() === null) return run();
    if (this.#options.survivesEnd && this.#isDue() && this.#verdict() === "free") {
      return this.#options.end().then(() => this.#runInUse(run));
    }
    return this.#runInUse(run);
  }

  /**
   * Ends the object, unless something keeps it. The handler of tasks of the
   * kind {@link IDLE}.
   */
  async check(): Promise<void> {
    const lifetimeMs = this.#options.lifetimeMs();
    if (lifetimeMs === null) return;
    const verdict = this.#verdict();
    if (verdict === "free") await this.#options.end();
    else if (verdict === "wait") this.#schedule(lifetimeMs * SLACK);
  }

  /**
   * As {@link check}, if it is time. For an object whose `end` takes the
   * scheduler's tables away under a live instance: call it before the
   * scheduler runs, and do nothing in the handler.
   */
  async checkIfDue(): Promise<void> {
    if (this.#isDue()) await this.check();
  }

  #runInUse(run: () => unknown): unknown {
    this.touch();
    const noted = this.#scheduler();
    // An object that stored nothing, or was erased meanwhile, may store something only now.
    return whenDone(run(), () => {
      if (this.#scheduler() !== noted) this.touch();
    });
  }

  #verdict(): Verdict {
    const verdict = this.#options.verdict();
    return verdict === "free" && this.#isInUse() ? "wait" : verdict;
  }

  #isInUse(): boolean {
    if (this.#ctx.getWebSockets().length > 0) return true;
    const cleanUp = [IDLE, ...this.#options.housekeeping];
    return (
      this.#scheduler()
        ?.kinds()
        .some((kind) => !cleanUp.includes(kind)) ?? false
    );
  }

  #isDue(): boolean {
    const dueAt = this.#dueAt();
    return dueAt !== null && dueAt <= Date.now();
  }

  #dueAt(): number | null {
    return this.#scheduler()?.dueAt(IDLE, ID) ?? null;
  }

  #schedule(inMs: number): void {
    this.#scheduler()?.schedule(IDLE, ID, Date.now() + inMs);
  }
}

/**
 * Deletes everything that the object stores, the alarm included, and ends the
 * instance: a live one would go on without its tables, since its constructor
 * does not run again. The next call gets a new one. Without `retryAlarm: false`
 * the platform would repeat the alarm that this interrupts.
 */
export async function freeStorage(ctx: DurableObjectState): Promise<void> {
  await ctx.storage.deleteAll();
  // The instance must not go before the deletion is on disk.
  await ctx.storage.sync();
  ctx.abort("the object was idle and has freed its storage", { retryAlarm: false });
}
