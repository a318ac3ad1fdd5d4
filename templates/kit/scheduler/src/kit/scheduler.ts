import { log } from "./log";
import type { Migration } from "./schema";

/** Work that is due at a time. `kind` and `id` together identify it. */
export interface Task {
  readonly kind: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** How many times a run has started, this one included. */
  readonly attempt: number;
}

/**
 * Does the work. It runs at least once, so it must be safe to repeat. When it
 * throws, the task is tried again later, for as long as it takes.
 */
export type TaskHandler = (task: Task) => void | Promise<void>;

/** Add these to the migrations of a class that has a scheduler. */
export const SCHEDULER_MIGRATIONS: readonly Migration[] = [
  {
    name: "scheduler-0001-tasks",
    sql: `
      CREATE TABLE _tasks (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        attempt INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID;
      CREATE INDEX _tasks_due ON _tasks (due_at);
    `,
  },
];

/** How a scheduler spreads its work. */
export interface SchedulerOptions {
  /** Tasks that run at the same time, each still at most once at a time. 1 unless told. */
  readonly concurrency?: number;
  /** How long an alarm goes on starting tasks. 5 minutes unless told. */
  readonly startForMs?: number;
}

/** Tasks that one alarm runs before it hands over to the next. */
const BATCH = 100;
/**
 * An alarm handler may take 15 minutes. What is due but not started by then
 * has the next alarm.
 * https://developers.cloudflare.com/workers/platform/limits/#wall-time-limits-by-invocation-type
 */
const START_FOR_MS = 5 * 60 * 1_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60 * 60 * 1_000;
/**
 * A kind without a handler is of code that was removed, or that a rollback has
 * taken away for a while. So its tasks are kept, but wake the object less and less.
 */
const LAST_RETRY_WITHOUT_HANDLER_MS = 7 * 24 * 60 * 60 * 1_000;

type TaskRow = { kind: string; id: string; due_at: number; attempt: number };

/**
 * Many due times on the one alarm that an object has.
 *
 * The alarm is always set to the earliest due time. It is never set from the
 * constructor: that runs before the alarm handler on every wake and would push
 * the deadline away.
 */
export class Scheduler {
  readonly #storage: DurableObjectStorage;
  readonly #handlers: Readonly<Record<string, TaskHandler>>;
  readonly #options: Required<SchedulerOptions>;
  /** What the alarm is set to; undefined until this instance has set it. */
  #armedFor: number | null | undefined;
  /** The run that is under way, if there is one. */
  #running: Promise<void> | undefined;

  constructor(
    storage: DurableObjectStorage,
    handlers: Readonly<Record<string, TaskHandler>>,
    options: SchedulerOptions = {},
  ) {
    this.#storage = storage;
    this.#handlers = handlers;
    this.#options = { concurrency: 1, startForMs: START_FOR_MS, ...options };
  }

  /** Sets when a task is due. One that exists is moved, and its attempts are forgotten. */
  schedule(kind: string, id: string, dueAt: number): void {
    if (!Object.hasOwn(this.#handlers, kind))
      throw new TypeError(`no handler for tasks of kind "${kind}"`);
    this.#storage.sql.exec(
      `INSERT INTO _tasks (kind, id, due_at) VALUES (?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET due_at = excluded.due_at, attempt = 0`,
      kind,
      id,
      // The platform refuses an alarm at 0 or before.
      Math.max(1, Math.ceil(dueAt)),
    );
    this.#arm();
  }

  /** Sets when a task is due, unless it is set already. For work that repeats while there is some. */
  ensure(kind: string, id: string, dueAt: number): void {
    if (!this.has(kind, id)) this.schedule(kind, id, dueAt);
  }

  /** Sets when a task is due at the latest: one that comes earlier stays as it is. */
  ensureBy(kind: string, id: string, dueAt: number): void {
    const current = this.dueAt(kind, id);
    if (current === null || current > Math.ceil(dueAt)) this.schedule(kind, id, dueAt);
  }

  /** Whether a task is set, or is running now. */
  has(kind: string, id: string): boolean {
    return (
      this.#storage.sql.exec("SELECT 1 FROM _tasks WHERE kind = ? AND id = ?", kind, id).toArray()
        .length > 0
    );
  }

  /** Forgets a task. One that is running now is not stopped. */
  cancel(kind: string, id: string): void {
    this.#storage.sql.exec("DELETE FROM _tasks WHERE kind = ? AND id = ?", kind, id);
    this.#arm();
  }

  /** When a task is due, or null if it is not set. */
  dueAt(kind: string, id: string): number | null {
    const [row] = this.#storage.sql
      .exec<{ due: number }>("SELECT due_at AS due FROM _tasks WHERE kind = ? AND id = ?", kind, id)
      .toArray();
    return row?.due ?? null;
  }

  // #if ttl
  /** The kinds of the tasks that are set or running now. It reads one row for each kind. */
  kinds(): string[] {
    const kinds: string[] = [];
    for (let kind = this.#kindAfter(""); kind !== null; kind = this.#kindAfter(kind)) {
      kinds.push(kind);
    }
    return kinds;
  }

  #kindAfter(kind: string): string | null {
    return this.#storage.sql
      .exec<{ next: string | null }>("SELECT MIN(kind) AS next FROM _tasks WHERE kind > ?", kind)
      .one().next;
  }

  // #end
  /** When the next task is due, or null if there is none. */
  next(): number | null {
    return this.#storage.sql
      .exec<{ due: number | null }>("SELECT MIN(due_at) AS due FROM _tasks")
      .one().due;
  }

  // #if recovery
  /**
   * Sets the alarm anew, for an object whose database was exchanged under it: the
   * time that is stored came with the database, and nobody was told of it. The
   * runtime takes it for told, and does nothing if it is set once more. So the
   * alarm is set to a millisecond before; it finds nothing due, and sets the next.
   * https://github.com/cloudflare/workerd/blob/main/src/workerd/io/actor-sqlite.c++
   */
  rearm(): void {
    const next = this.next();
    this.#armedFor = next;
    void (next === null
      ? this.#storage.deleteAlarm()
      : this.#storage.setAlarm(Math.max(1, next - 1)));
  }

  // #end
  /**
   * Runs what is due. Call it from `alarm()`. A call while a run is under way joins it.
   *
   * A task is moved to its retry time, and the alarm armed, before it runs: if
   * the object dies on the way, the rest still has an alarm, and a task that
   * kills the object does so ever less often. It does not throw, since the
   * platform drops an alarm whose handler failed seven times in a row.
   */
  run(): Promise<void> {
    this.#armedFor = null;
    this.#running ??= this.#runDue().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runDue(): Promise<void> {
    const startUntil = Date.now() + this.#options.startForMs;
    // The runners share one iterator, so that no two of them start the same task.
    const tasks = this.#due().values();
    const runner = async () => {
      for (const task of tasks) {
        await this.#runOne(task);
        if (Date.now() >= startUntil) return;
      }
    };
    await Promise.all(Array.from({ length: this.#options.concurrency }, runner));
    this.#arm();
  }

  async #runOne(task: Task): Promise<void> {
    const retryAt = this.#claim(task);
    if (retryAt === null) return;
    this.#arm();
    if (await this.#succeeds(task)) this.#finish(task, retryAt);
  }

  #due(): Task[] {
    return this.#storage.sql
      .exec<TaskRow>(
        "SELECT * FROM _tasks WHERE due_at <= ? ORDER BY due_at LIMIT ?",
        Date.now(),
        BATCH,
      )
      .toArray()
      .map((row) => ({ kind: row.kind, id: row.id, dueAt: row.due_at, attempt: row.attempt + 1 }));
  }

  /** Returns the task's retry time, or null if it was moved or cancelled since it was read. */
  #claim(task: Task): number | null {
    const isHandled = Object.hasOwn(this.#handlers, task.kind);
    const longest = isHandled ? LAST_RETRY_MS : LAST_RETRY_WITHOUT_HANDLER_MS;
    const backoff = Math.min(FIRST_RETRY_MS * 2 ** (task.attempt - 1), longest);
    const retryAt = Math.ceil(Date.now() + backoff * (1 + Math.random() / 4));
    const claimed = this.#storage.sql
      .exec(
        `UPDATE _tasks SET due_at = ?, attempt = ?
         WHERE kind = ? AND id = ? AND due_at = ?
         RETURNING 1`,
        retryAt,
        task.attempt,
        task.kind,
        task.id,
        task.dueAt,
      )
      .toArray();
    return claimed.length === 0 ? null : retryAt;
  }

  async #succeeds(task: Task): Promise<boolean> {
    try {
      const handler = this.#handlers[task.kind];
      if (handler === undefined) throw new TypeError(`no handler for tasks of kind "${task.kind}"`);
      await handler(task);
      return true;
    } catch (error) {
      log("error", "task failed, it will be tried again", { ...task, error: String(error) });
      return false;
    }
  }

  /** Removes a task, unless its handler or somebody else has scheduled it anew. */
  #finish(task: Task, retryAt: number): void {
    this.#storage.sql.exec(
      "DELETE FROM _tasks WHERE kind = ? AND id = ? AND due_at = ? AND attempt = ?",
      task.kind,
      task.id,
      retryAt,
      task.attempt,
    );
  }

  /** Sets the alarm to the earliest due time. Every change of it is a billed write. */
  #arm(): void {
    const next = this.next();
    if (next === this.#armedFor) return;
    this.#armedFor = next;
    // Not awaited: the write joins the surrounding ones in one transaction, and
    // the output gate holds every answer until it is durable.
    void (next === null ? this.#storage.deleteAlarm() : this.#storage.setAlarm(next));
  }
}
