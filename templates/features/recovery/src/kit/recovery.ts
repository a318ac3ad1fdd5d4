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
}

/** It cannot be done: never for this class, not to that moment, or not where this runs. */
export interface RecoveryRefused extends ExpectedFailure {
  readonly code: "conflict" | "invalid_input" | "unavailable";
}

/** The current bookmark of every object where no history is kept: locally, and in tests. */
const ZEROS = /^[0-]+$/;

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
  readonly #restarted: () => void;
  readonly #history: History;

  /** `restarted` repairs what the object must not find as it was. It runs each time `restart` does. */
  constructor(
    ctx: DurableObjectState,
    rules: RecoveryRules,
    restarted: () => void,
    history: History = ctx.storage,
  ) {
    super();
    this.#ctx = ctx;
    this.#rules = rules;
    this.#restarted = restarted;
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
    }));
  }

  /**
   * Goes back, and so ends this instance: a call that succeeds never returns.
   * So the bookmark that undoes it is reported before; it stands for the moment
   * at which the instance ends, and everything written until then.
   */
  async restore(
    input: string,
    report: (undo: string) => void | Promise<void>,
  ): Promise<Result<never, RecoveryRefused>> {
    const bookmark = parse(Bookmark, input);
    const { refusal } = this.#rules;
    if (refusal !== undefined) return fail({ code: "conflict", message: refusal });
    const prepared = await this.#ask(() => this.#history.onNextSessionRestoreBookmark(bookmark));
    if (!prepared.ok) return prepared;
    const undo = prepared.value;
    const { id } = this.#ctx;
    log("warn", "object goes back", { id: `${id}`, name: id.name, bookmark, undo });
    try {
      await report(undo);
    } finally {
      // From now on it happens anyway, at the next start: better at once than at some time.
      this.#ctx.abort("the object goes back to a bookmark");
    }
    return fail({ code: "unavailable", message: "the object did not end" });
  }

  /** Starts the object, at the moment that it was taken back to. */
  restart(): void {
    this.#restarted();
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
