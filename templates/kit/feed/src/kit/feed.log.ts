import type { FeedEvent } from "./feed.protocol";
import type { Migration } from "./schema";

/** Add these to the migrations of a class that has a feed. */
export const FEED_MIGRATIONS: readonly Migration[] = [
  {
    name: "feed-0001-log",
    sql: `
      CREATE TABLE _feed (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        floor INTEGER NOT NULL,
        idle_since INTEGER
      ) STRICT;
      CREATE TABLE _feed_events (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        name TEXT NOT NULL,
        data TEXT NOT NULL
      ) STRICT;
    `,
  },
];

/** How much of the past a feed can tell. */
export interface Retention {
  readonly events: number;
  readonly ageMs: number;
  /** Events that one call of `prune` removes at most. */
  readonly batch: number;
}

/** An event as it is stored; `data` is JSON already. */
export type StoredEvent = {
  readonly seq: number;
  readonly at: number;
  readonly name: string;
  readonly data: string;
};

type StateRow = { floor: number; idle_since: number | null };

/**
 * The last events of an object. The log is open as long as somebody may come
 * back who has seen a part of it; while it is closed, it takes no events and
 * costs nothing.
 */
export class FeedLog {
  readonly #storage: DurableObjectStorage;
  readonly #retention: Retention;
  #isOpen = false;
  /** The number up to which events have been removed. */
  #floor = 0;
  /** The newest number. A copy of what is in SQL, so that storing an event reads nothing. */
  #latest = 0;
  /** Since when nobody has been listening. */
  #idleSince: number | null = null;

  constructor(storage: DurableObjectStorage, retention: Retention) {
    this.#storage = storage;
    this.#retention = retention;
    this.#load();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The newest number; null while the log is closed. */
  get latest(): number | null {
    return this.#isOpen ? this.#latest : null;
  }

  /** Whether there are by a batch more events than shall be kept. True once on the way up. */
  get isDueForPruning(): boolean {
    return this.#latest - this.#floor === this.#retention.events + this.#retention.batch;
  }

  /**
   * Notes that somebody listens, and returns whether that is news.
   *
   * The first number is the time, so that it is greater than all that the log
   * has given out before it was closed, or before the storage was emptied: who
   * comes back with one of those is told to reload.
   */
  open(now: number): boolean {
    if (this.#isOpen && this.#idleSince === null) return false;
    if (!this.#isOpen) {
      this.#floor = this.#latest = Math.max(now, this.#latest + 1);
      this.#isOpen = true;
    }
    this.#setIdle(null);
    return true;
  }

  /**
   * Forgets everything, and counts on from greater numbers than have ever been
   * given out: those of a log that has gone back would be given out again.
   */
  startAnew(now: number): void {
    if (!this.#isOpen) return;
    this.#floor = this.#latest = Math.max(now, this.#latest + 1);
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("DELETE FROM _feed_events");
      this.#storage.sql.exec("UPDATE _feed SET floor = ? WHERE id = 1", this.#floor);
    });
  }

  /** Stores an event. The log must be open. */
  append(name: string, data: string, now: number): StoredEvent {
    const event = { seq: this.#latest + 1, at: now, name, data };
    this.#storage.sql.exec(
      "INSERT INTO _feed_events (seq, at, name, data) VALUES (?, ?, ?, ?)",
      event.seq,
      event.at,
      event.name,
      event.data,
    );
    this.#latest = event.seq;
    return event;
  }

  /** The events after a number, oldest first, or undefined if some of them are not kept any more. */
  after(seq: number): StoredEvent[] | undefined {
    if (!this.#isOpen || seq < this.#floor || seq > this.#latest) return undefined;
    if (this.#latest - seq > this.#retention.events) return undefined;
    return this.#storage.sql
      .exec<StoredEvent>(
        "SELECT seq, at, name, data FROM _feed_events WHERE seq > ? ORDER BY seq LIMIT ?",
        seq,
        this.#retention.events,
      )
      .toArray();
  }

  /** The newest event that is kept. */
  last(): FeedEvent | undefined {
    const [row] = this.#storage.sql
      .exec<StoredEvent>("SELECT seq, at, name, data FROM _feed_events ORDER BY seq DESC LIMIT 1")
      .toArray();
    return row && { ...row, data: JSON.parse(row.data) };
  }

  /**
   * Removes a batch of what is too old or too much, and closes the log when
   * nobody has listened for so long that nobody can resume. Returns when to
   * call it again, by `everyMs` while somebody listens, or null when it is closed.
   */
  tidy(now: number, isHeard: boolean, everyMs: number): number | null {
    if (!this.#isOpen) return null;
    const idleSince = isHeard ? null : (this.#idleSince ?? now);
    if (idleSince !== this.#idleSince) this.#setIdle(idleSince);

    const closesAt = idleSince === null ? Infinity : idleSince + this.#retention.ageMs;
    const isOver = now >= closesAt;
    if (this.#prune(isOver ? Infinity : now - this.#retention.ageMs)) return now;
    if (isOver) this.#close();
    return isOver ? null : Math.min(closesAt, isHeard ? now + everyMs : Infinity);
  }

  #load(): void {
    const [state] = this.#storage.sql
      .exec<StateRow>("SELECT floor, idle_since FROM _feed WHERE id = 1")
      .toArray();
    if (state === undefined) return;
    const { newest } = this.#storage.sql
      .exec<{ newest: number | null }>("SELECT MAX(seq) AS newest FROM _feed_events")
      .one();
    this.#isOpen = true;
    this.#floor = state.floor;
    this.#latest = newest ?? state.floor;
    this.#idleSince = state.idle_since;
  }

  #setIdle(since: number | null): void {
    this.#idleSince = since;
    this.#storage.sql.exec(
      `INSERT INTO _feed (id, floor, idle_since) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET idle_since = excluded.idle_since`,
      this.#floor,
      since,
    );
  }

  /** Returns whether there may be more. While the log is open the newest event stays, however old. */
  #prune(olderThan: number): boolean {
    const { events, batch } = this.#retention;
    const [last] = this.#storage.sql
      .exec<{ seq: number }>(
        `SELECT seq FROM _feed_events
         WHERE seq > ?1 AND seq <= ?2 AND (seq <= ?3 OR at < ?4)
         ORDER BY seq DESC
         LIMIT 1`,
        this.#floor,
        Math.min(this.#floor + batch, olderThan === Infinity ? this.#latest : this.#latest - 1),
        this.#latest - events,
        Math.min(olderThan, Number.MAX_SAFE_INTEGER),
      )
      .toArray();
    if (last === undefined) return false;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("DELETE FROM _feed_events WHERE seq <= ?", last.seq);
      this.#storage.sql.exec("UPDATE _feed SET floor = ? WHERE id = 1", last.seq);
    });
    const removed = last.seq - this.#floor;
    this.#floor = last.seq;
    return removed === batch;
  }

  #close(): void {
    this.#storage.sql.exec("DELETE FROM _feed WHERE id = 1");
    this.#isOpen = false;
    this.#idleSince = null;
  }
}
