import * as v from "valibot";
import { isEmpty } from "./context";
import { log } from "./log";

/**
 * How often counters are stored at least while there are calls, in
 * milliseconds. Every time is a billed write, and what was counted since the
 * last one is lost when the object is evicted.
 */
export const STORE_EVERY_MS = 60_000;

const METRICS_KEY = "_metrics";

/** What became of the calls of one method or handler. Times are in milliseconds. */
const EntryMetrics = v.object({
  calls: v.number(),
  /** Calls that threw. */
  errors: v.number(),
  /** Calls that were answered with an expected failure. */
  refusals: v.number(),
  totalMs: v.number(),
  maxMs: v.number(),
});
export type EntryMetrics = v.InferOutput<typeof EntryMetrics>;

const StoredMetrics = v.object({
  since: v.number(),
  storedAt: v.number(),
  /** Times that the object came into memory and had something to do. */
  wakes: v.number(),
  entries: v.record(v.string(), EntryMetrics),
});
type StoredMetrics = v.InferOutput<typeof StoredMetrics>;

/** How a call ended. */
export type Outcome = "ok" | "refused" | "error";

/**
 * The counters of one object: a few numbers for each of its methods and
 * handlers. They are stored with the first call of each life, with each error
 * and once a minute, so they are a lower bound: an object that is called now
 * and then lives for seconds, and the rest of such a life is lost. An object
 * that stores nothing else does not store them either.
 */
export class Metrics {
  readonly #state: DurableObjectState;
  #counted: StoredMetrics | undefined;
  #hasStored = false;

  constructor(state: DurableObjectState) {
    this.#state = state;
  }

  /** Counts a call. */
  record(entry: string, outcome: Outcome, durationMs: number): void {
    const counted = (this.#counted ??= this.#wake());
    const before = counted.entries[entry] ?? NOTHING;
    counted.entries[entry] = {
      calls: before.calls + 1,
      errors: before.errors + (outcome === "error" ? 1 : 0),
      refusals: before.refusals + (outcome === "refused" ? 1 : 0),
      totalMs: before.totalMs + durationMs,
      maxMs: Math.max(before.maxMs, durationMs),
    };
    if (this.#isDue(counted) || outcome === "error") this.#store(counted);
  }

  /** What was counted so far. */
  read(): StoredMetrics {
    return this.#counted ?? this.#load() ?? begin();
  }

  #wake(): StoredMetrics {
    const counted = this.#load() ?? begin();
    return { ...counted, wakes: counted.wakes + 1 };
  }

  #load(): StoredMetrics | undefined {
    const stored = v.safeParse(StoredMetrics, this.#state.storage.kv.get(METRICS_KEY));
    return stored.success ? stored.output : undefined;
  }

  #isDue({ storedAt }: StoredMetrics): boolean {
    // A clock that is set back must not keep them from being stored.
    return !this.#hasStored || Math.abs(Date.now() - storedAt) >= STORE_EVERY_MS;
  }

  #store(counted: StoredMetrics): void {
    if (isEmpty(this.#state)) return;
    counted.storedAt = Date.now();
    this.#hasStored = true;
    try {
      this.#state.storage.kv.put(METRICS_KEY, counted);
    } catch (error) {
      // The call has done its work, and must not fail for this.
      log("error", "counters not stored", { error: String(error) });
    }
  }
}

const NOTHING: EntryMetrics = { calls: 0, errors: 0, refusals: 0, totalMs: 0, maxMs: 0 };

function begin(): StoredMetrics {
  return { since: Date.now(), storedAt: 0, wakes: 0, entries: {} };
}
