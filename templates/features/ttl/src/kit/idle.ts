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

/** How soon an object that something keeps is looked at again at the earliest: each time wakes it. */
const MIN_WAIT_MS = 60 * 60 * 1_000;

/**
 * What the object's own data says to its end:
 * - `free`: nothing is left that anybody would miss.
 * - `wait`: something is kept whose time is not over; ask again later.
 * - `keep`: something has to stay for good.
 */
export type Verdict = "free" | "wait" | "keep";

/** What an {@link Idle} needs to know of its object. */
export interface IdleOptions {
  /**
   * How long the object may go unused, in milliseconds; null if it never ends.
   * Asked at each use. It throws where the variable is wrong.
   */
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
const NO_USE = ["alarm", "metrics", "recovery", "session"];

/** The last that comes of a socket. While it is open it keeps the object, without being noted. */
const SOCKET_ENDS = ["webSocketClose", "webSocketError"];

/**
 * Makes every call of an object's methods, and every socket that it opens, a
 * use of it. Methods in `except` are none. But they too bring the object up,
 * or find one from before it had an end, so they have the end planned. Call it
 * in the first static block of a class: what the later ones put around its
 * methods is then around this too.
 */
export function noteUses<Of extends DurableObject<Env>>(
  target: ObjectClass<Of>,
  idleOf: (object: Of) => Idle,
  except: readonly (keyof Of & string)[] = [],
): void {
  const noUse: readonly string[] = [...NO_USE, ...except];
  aroundEntries(target, (object, entry, run) => {
    if (entry === "webSocketMessage") return run();
    const idle = idleOf(object);
    // Behind what they do: it may leave nothing to plan for, and is not to be held up.
    if (SOCKET_ENDS.includes(entry)) return andThen(run, () => idle.touch());
    if (noUse.includes(entry)) return andThen(run, () => idle.plan());
    return idle.use(run);
  });
}

/** Calls `done` when `run` is done, also when it has failed. */
function andThen(run: () => unknown, done: () => void): unknown {
  let outcome: unknown;
  try {
    outcome = run();
  } catch (error) {
    done();
    throw error;
  }
  return whenDone(outcome, done);
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
  /** The scheduler for which {@link plan} has done its work: once is enough for an instance. */
  #planned: Scheduler | undefined;

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
   * With a wrong variable it does nothing: calls and tasks fail for it, and the
   * alarm and the end of a socket must not.
   */
  touch(): void {
    const lifetimeMs = this.#readLifetime();
    if (lifetimeMs === null) return;
    const left = (this.#dueAt() ?? 0) - Date.now();
    // More is left than there should be when the configuration has changed.
    if (left >= lifetimeMs && left <= lifetimeMs * (1 + SLACK)) return;
    if (this.#options.verdict() !== "keep") this.#schedule(lifetimeMs * (1 + SLACK));
  }

  /** Plans the end where none is planned yet, and puts off none that is. It does not throw either. */
  plan(): void {
    const scheduler = this.#scheduler();
    if (scheduler === undefined || scheduler === this.#planned) return;
    this.#planned = scheduler;
    if (this.#dueAt() === null) this.touch();
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
    else if (verdict === "wait") this.#schedule(Math.max(lifetimeMs * SLACK, MIN_WAIT_MS));
  }

  /**
   * As {@link check}, if it is time. For an object whose `end` takes the
   * scheduler's tables away under a live instance, or under tasks that run side
   * by side: call it before the scheduler runs. It leaves a wrong variable to
   * the handler, which does nothing but read it: when that throws, the scheduler
   * tries again, but the platform drops an alarm that has failed seven times.
   */
  async checkIfDue(): Promise<void> {
    if (this.#isDue() && this.#readLifetime() !== null) await this.check();
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

  /** The lifetime, or null too where the variable is wrong. */
  #readLifetime(): number | null {
    try {
      return this.#options.lifetimeMs();
    } catch {
      return null;
    }
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
