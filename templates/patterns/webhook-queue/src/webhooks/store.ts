import type { Migration } from "../kit/schema";
import type { Outcome } from "./attempt";
import type { Delivery, DeliveryRef } from "./delivery";
import type {
  Attempt,
  DeliveryDetails,
  DeliveryStatus,
  DeliverySummary,
  Page,
  QueueStats,
} from "./views";

export const DELIVERY_MIGRATIONS: readonly Migration[] = [
  {
    name: "webhooks-0001-deliveries",
    sql: `
      CREATE TABLE deliveries (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        key TEXT NOT NULL,
        type TEXT NOT NULL,
        payload TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processed', 'dead')),
        attempts INTEGER NOT NULL DEFAULT 0,
        replays INTEGER NOT NULL DEFAULT 0,
        finished_at INTEGER,
        expires_at INTEGER,
        UNIQUE (source, id)
      ) STRICT;
      CREATE INDEX deliveries_lane ON deliveries (source, key, seq) WHERE status = 'pending';
      CREATE INDEX deliveries_dead ON deliveries (seq) WHERE status = 'dead';
      CREATE INDEX deliveries_expiry ON deliveries (expires_at, status) WHERE expires_at IS NOT NULL;

      CREATE TABLE attempts (
        delivery INTEGER NOT NULL REFERENCES deliveries (seq) ON DELETE CASCADE,
        replay INTEGER NOT NULL,
        number INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        finished_at INTEGER,
        outcome TEXT NOT NULL DEFAULT 'running',
        error TEXT,
        PRIMARY KEY (delivery, replay, number)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/** Counting stops here, so that stats stay cheap on an object with millions of rows. */
const COUNT_UP_TO = 100_000;
/** Attempts that the details of a delivery show, the newest first. */
const ATTEMPTS_SHOWN = 100;

/** The deliveries of one source with one key: they wait for each other. */
export interface Lane {
  readonly source: string;
  readonly key: string;
}

/** A delivery that waits for its turn. */
export interface Pending extends Lane {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly payload: string;
  readonly receivedAt: number;
  /** Attempts that have been started, not counting those before the last replay. */
  readonly attempts: number;
  readonly replays: number;
}

type PendingRow = Omit<Pending, "receivedAt"> & { received_at: number };
type SummaryRow = Omit<DeliverySummary, "receivedAt" | "finishedAt"> & {
  received_at: number;
  finished_at: number | null;
};
type AttemptRow = Omit<Attempt, "startedAt" | "finishedAt"> & {
  started_at: number;
  finished_at: number | null;
};

const SUMMARY = `seq, source, id, key, type, status, attempts, replays, received_at, finished_at`;

/** The deliveries and attempts of one object. All of it is synchronous: one event, one transaction. */
export class DeliveryStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  has({ source, id }: DeliveryRef): boolean {
    return this.#exists("SELECT 1 FROM deliveries WHERE source = ? AND id = ?", source, id);
  }

  add({ source, id, key, type, payload }: Delivery, now: number): void {
    this.#sql.exec(
      `INSERT INTO deliveries (source, id, key, type, payload, received_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      source,
      id,
      key,
      type,
      payload,
      now,
    );
  }

  /** Whether the lane has a delivery in its first life, which later ones have to wait for. */
  isBusy({ source, key }: Lane): boolean {
    return this.#exists(
      `SELECT 1 FROM deliveries
       WHERE source = ? AND key = ? AND status = 'pending' AND replays = 0
       LIMIT 1`,
      source,
      key,
    );
  }

  /** The sequence number of the delivery whose turn it is: the first to arrive of those that wait. */
  turn({ source, key }: Lane): number | undefined {
    const [row] = this.#sql
      .exec<{ seq: number }>(
        `SELECT seq FROM deliveries
         WHERE source = ? AND key = ? AND status = 'pending'
         ORDER BY seq
         LIMIT 1`,
        source,
        key,
      )
      .toArray();
    return row?.seq;
  }

  /** The delivery whose turn it is. */
  head(lane: Lane): Pending | undefined {
    const seq = this.turn(lane);
    if (seq === undefined) return undefined;
    const { received_at: receivedAt, ...rest } = this.#sql
      .exec<PendingRow>(
        `SELECT seq, source, id, key, type, payload, received_at, attempts, replays
         FROM deliveries
         WHERE seq = ?`,
        seq,
      )
      .one();
    return { ...rest, receivedAt };
  }

  /** Counts an attempt and writes it down, before it has had any effect. Returns its number. */
  begin({ seq, attempts, replays }: Pending, now: number): number {
    const number = attempts + 1;
    this.#sql.exec("UPDATE deliveries SET attempts = ? WHERE seq = ?", number, seq);
    this.#sql.exec(
      "INSERT INTO attempts (delivery, replay, number, started_at) VALUES (?, ?, ?, ?)",
      seq,
      replays,
      number,
      now,
    );
    return number;
  }

  /** Writes down how an attempt ended, if that is not known yet. */
  end({ seq, replays }: Pending, number: number, result: Outcome | Interrupted, now: number): void {
    this.#sql.exec(
      `UPDATE attempts SET outcome = ?, error = ?, finished_at = ?
       WHERE delivery = ? AND replay = ? AND number = ? AND outcome = 'running'`,
      result.outcome,
      "error" in result ? result.error : null,
      now,
      seq,
      replays,
      number,
    );
  }

  settle(seq: number, status: Exclude<DeliveryStatus, "pending">, now: number, keepMs: number) {
    this.#sql.exec(
      "UPDATE deliveries SET status = ?, finished_at = ?, expires_at = ? WHERE seq = ?",
      status,
      now,
      now + keepMs,
      seq,
    );
  }

  /** Makes a finished delivery wait again, at its old place; its attempts start from 1 and its history stays. */
  reopen(seq: number): void {
    this.#sql.exec(
      `UPDATE deliveries
       SET status = 'pending', attempts = 0, replays = replays + 1, finished_at = NULL, expires_at = NULL
       WHERE seq = ?`,
      seq,
    );
  }

  find({ source, id }: DeliveryRef): DeliverySummary | undefined {
    const [row] = this.#sql
      .exec<SummaryRow>(`SELECT ${SUMMARY} FROM deliveries WHERE source = ? AND id = ?`, source, id)
      .toArray();
    return row && summary(row);
  }

  details(ref: DeliveryRef): DeliveryDetails | undefined {
    const found = this.find(ref);
    if (found === undefined) return undefined;
    const { payload } = this.#sql
      .exec<{ payload: string }>("SELECT payload FROM deliveries WHERE seq = ?", found.seq)
      .one();
    const history = this.#sql
      .exec<AttemptRow>(
        `SELECT replay, number, started_at, finished_at, outcome, error
         FROM attempts
         WHERE delivery = ?
         ORDER BY replay DESC, number DESC
         LIMIT ?`,
        found.seq,
        ATTEMPTS_SHOWN,
      )
      .toArray()
      .map(({ started_at: startedAt, finished_at: finishedAt, ...rest }) => ({
        ...rest,
        startedAt,
        finishedAt,
      }));
    return { ...found, payload, history };
  }

  /** The newest first, those before a sequence number. */
  list(before: number | null, limit: number): Page<DeliverySummary> {
    return page(
      this.#sql.exec<SummaryRow>(
        `SELECT ${SUMMARY} FROM deliveries WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
        before ?? Number.MAX_SAFE_INTEGER,
        limit + 1,
      ),
      limit,
    );
  }

  /** The oldest first, those after a sequence number. */
  listDead(after: number | null, limit: number): Page<DeliverySummary> {
    return page(
      this.#sql.exec<SummaryRow>(
        `SELECT ${SUMMARY} FROM deliveries WHERE status = 'dead' AND seq > ? ORDER BY seq LIMIT ?`,
        after ?? 0,
        limit + 1,
      ),
      limit,
    );
  }

  stats(): QueueStats {
    const { pending, oldest } = this.#sql
      .exec<{ pending: number; oldest: number | null }>(
        `SELECT COUNT(*) AS pending, MIN(received_at) AS oldest
         FROM (SELECT received_at FROM deliveries WHERE status = 'pending' LIMIT ?)`,
        COUNT_UP_TO,
      )
      .one();
    return {
      pending,
      oldestPendingAt: oldest,
      processed: this.#count("expires_at IS NOT NULL AND status = 'processed'"),
      dead: this.#count("status = 'dead'"),
    };
  }

  /** Deletes what has been kept long enough, with its attempts. Returns how many. */
  expire(now: number, limit: number): number {
    return this.#sql
      .exec(
        `DELETE FROM deliveries
         WHERE seq IN (SELECT seq FROM deliveries WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
         RETURNING 1`,
        now,
        limit,
      )
      .toArray().length;
  }

  /** When the next delivery has been kept long enough, or null if none is finished. */
  nextExpiry(): number | null {
    return this.#sql
      .exec<{ next: number | null }>(
        "SELECT MIN(expires_at) AS next FROM deliveries WHERE expires_at IS NOT NULL",
      )
      .one().next;
  }

  isEmpty(): boolean {
    return !this.#exists("SELECT 1 FROM deliveries LIMIT 1");
  }

  #count(condition: "status = 'dead'" | "expires_at IS NOT NULL AND status = 'processed'"): number {
    return this.#sql
      .exec<{ rows: number }>(
        `SELECT COUNT(*) AS rows FROM (SELECT 1 FROM deliveries WHERE ${condition} LIMIT ?)`,
        COUNT_UP_TO,
      )
      .one().rows;
  }

  #exists(query: string, ...bindings: readonly string[]): boolean {
    return this.#sql.exec(query, ...bindings).toArray().length > 0;
  }
}

/** An attempt that the object did not live to see the end of. */
export interface Interrupted {
  readonly outcome: "interrupted";
}

function summary({ received_at: receivedAt, finished_at: finishedAt, ...rest }: SummaryRow) {
  return { ...rest, receivedAt, finishedAt };
}

/** One row more than the page holds says whether there is another page. */
function page(rows: Iterable<SummaryRow>, limit: number): Page<DeliverySummary> {
  const found = Array.from(rows, summary);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.seq ?? null) : null };
}
