import { RpcTarget } from "cloudflare:workers";
import * as v from "valibot";
import { log } from "./log";
import { fail, ok, type ExpectedFailure, type Result } from "./result";
import { parse } from "./validate";

/**
 * How far back the platform can go, in milliseconds.
 * https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#pitr-point-in-time-recovery-api
 */
export const RECOVERY_WINDOW_MS = 30 * 24 * 60 * 60 * 1_000;

/** A moment in the history of an object, as the platform calls it. Later ones sort after earlier ones. */
export const Bookmark = v.pipe(
  v.string(),
  v.regex(/^[\da-f]{1,32}(?:-[\da-f]{1,32}){3}$/, "not a bookmark"),
);

/** Where to go: a bookmark, or a time in milliseconds since the epoch. */
export const RestorePoint = v.union([
  v.strictObject({ bookmark: Bookmark }),
  v.strictObject({ time: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
]);
export type RestorePoint = v.InferOutput<typeof RestorePoint>;

/** What the platform offers for this, which is what `ctx.storage` has. */
export type History = Pick<
  DurableObjectStorage,
  "getBookmarkForTime" | "getCurrentBookmark" | "onNextSessionRestoreBookmark"
>;

/** What a class says about taking its objects back. */
export interface RecoveryRules {
  /** What going back means for these objects: an operator reads it before confirming. */
  readonly warning: string;
  /** Why it must never be done. It is refused then. */
  readonly refusal?: string;
}

/** What would be done. Nothing has been yet. */
export interface RestorePlan {
  readonly bookmark: string;
  /** Where the object is now. */
  readonly current: string;
  readonly warning: string;
  /** When this was, by the clock of the object. */
  readonly plannedAt: number;
}

/** A plan that is confirmed. */
export const ConfirmedPlan = v.strictObject({
  bookmark: Bookmark,
  plannedAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type ConfirmedPlan = v.InferOutput<typeof ConfirmedPlan>;

/** It cannot be done: never for this class, not to that moment, not twice, or not where this runs. */
export interface RecoveryRefused extends ExpectedFailure {
  readonly code: "conflict" | "invalid_input" | "unavailable";
}

/** The current bookmark of every object where no history is kept: locally, and in tests. */
const ZEROS = /^[0-]+$/;

/**
 * Where it is kept when the object was last taken back. It is written
 * afterwards, so that it does not go back with the rest.
 */
const TAKEN_BACK = "_taken_back";

const NO_HISTORY: RecoveryRefused = {
  code: "unavailable",
  message:
    "only Cloudflare keeps the history of an object; the local runtime has none to go back to",
};

/**
 * Takes one object back to an earlier moment: all of its storage, none of
 * anybody else's. An object hands one out over RPC; `src/http/recovery.ts` uses
 * it and asks the operator to confirm.
 */
export class Recovery extends RpcTarget {
  readonly #ctx: DurableObjectState;
  readonly #rules: RecoveryRules;
  readonly #restarted: (kept: unknown) => void;
  readonly #keep: () => unknown;
  readonly #history: History;

  /**
   * `restarted` repairs what the object must not find as it was. It runs each
   * time `restart` does. What must not be forgotten `keep` reads before the
   * object goes back, and `restarted` gets it afterwards: a small value that can
   * be sent. It is undefined when it was lost on the way, so check it.
   */
  constructor(
    ctx: DurableObjectState,
    rules: RecoveryRules,
    restarted: (kept: unknown) => void,
    keep: () => unknown = () => undefined,
    history: History = ctx.storage,
  ) {
    super();
    this.#ctx = ctx;
    this.#rules = rules;
    this.#restarted = restarted;
    this.#keep = keep;
    this.#history = history;
  }

  /** Finds the moment, and changes nothing. */
  async plan(input: RestorePoint): Promise<Result<RestorePlan, RecoveryRefused>> {
    const point = parse(RestorePoint, input);
    const { warning, refusal } = this.#rules;
    if (refusal !== undefined) return fail({ code: "conflict", message: refusal });
    if ("time" in point && !isWithinWindow(point.time))
      return fail({ code: "invalid_input", message: "the time is not within the last 30 days" });
    return this.#ask(async () => ({
      bookmark:
        "bookmark" in point ? point.bookmark : await this.#history.getBookmarkForTime(point.time),
      current: await this.#history.getCurrentBookmark(),
      warning,
      plannedAt: Math.max(Date.now(), this.#takenBackAt() + 1),
    }));
  }

  /**
   * Goes back, and so ends this instance: a call that succeeds never returns.
   * So the bookmark that undoes it is reported before, with what `restart` needs;
   * it stands for the moment at which the instance ends, and everything written
   * until then. A plan counts once: what has been written since the object was
   * taken back is not what the operator has looked at.
   */
  async restore(
    input: ConfirmedPlan,
    report: (undo: string, kept: unknown) => void | Promise<void>,
  ): Promise<Result<never, RecoveryRefused>> {
    const { bookmark, plannedAt } = parse(ConfirmedPlan, input);
    const { refusal } = this.#rules;
    if (refusal !== undefined) return fail({ code: "conflict", message: refusal });
    if (this.#takenBackAt() >= plannedAt)
      return fail({ code: "conflict", message: "the object was taken back since: plan anew" });
    const kept = this.#keep();
    const prepared = await this.#ask(() => this.#history.onNextSessionRestoreBookmark(bookmark));
    if (!prepared.ok) return prepared;
    const undo = prepared.value;
    const { id } = this.#ctx;
    log("warn", "object goes back", { id: `${id}`, name: id.name, bookmark, undo });
    try {
      await report(undo, kept);
    } finally {
      // From now on it happens anyway, at the next start: better at once than at some time.
      this.#ctx.abort("the object goes back to a bookmark");
    }
    return fail({ code: "unavailable", message: "the object did not end" });
  }

  /** Starts the object, at the moment that it was taken back to, with what was reported before. */
  restart(kept?: unknown): void {
    this.#restarted(kept);
    // An object that stores nothing has nothing to lose, and stays as it is.
    if (this.#storesNothing()) return;
    this.#ctx.storage.kv.put(TAKEN_BACK, Date.now());
  }

  #takenBackAt(): number {
    const at: unknown = this.#ctx.storage.kv.get(TAKEN_BACK);
    return typeof at === "number" ? at : 0;
  }

  #storesNothing(): boolean {
    const { sql } = this.#ctx.storage;
    return sql.exec("SELECT 1 FROM sqlite_schema LIMIT 1").next().done === true;
  }

  /** Asks the platform, which answers with an error where it keeps no history, or none of that time. */
  async #ask<Value>(question: () => Promise<Value>): Promise<Result<Value, RecoveryRefused>> {
    if (ZEROS.test(await this.#history.getCurrentBookmark())) return fail(NO_HISTORY);
    try {
      return ok(await question());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log("warn", "bookmark refused", { id: `${this.#ctx.id}`, reason });
      return fail({ code: "invalid_input", message: `the platform refuses: ${reason}` });
    }
  }
}

function isWithinWindow(time: number): boolean {
  const now = Date.now();
  return time <= now && time > now - RECOVERY_WINDOW_MS;
}
