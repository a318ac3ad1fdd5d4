import type { Outcome } from "./attempt";
import type { Delivery, DeliveryRef } from "./delivery";
import type { DeliveryStatus } from "./views";

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

/**
 * The work of one object: what waits, what runs, how it ended. All of it is
 * synchronous, so that what one event writes is one transaction.
 */
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

  // #if ttl
  /** Makes an id new whose delivery has expired. The clean-up may not have come by yet. */
  forgetExpired({ source, id }: DeliveryRef, now: number): void {
    this.#sql.exec(
      "DELETE FROM deliveries WHERE source = ? AND id = ? AND expires_at <= ?",
      source,
      id,
      now,
    );
  }

  // #end
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

  /** Writes down how an attempt ended, if that is not known yet, and returns whether it was not. */
  end(
    { seq, replays }: Pending,
    number: number,
    result: Outcome | Interrupted,
    now: number,
  ): boolean {
    const ended = this.#sql.exec(
      `UPDATE attempts SET outcome = ?, error = ?, finished_at = ?
       WHERE delivery = ? AND replay = ? AND number = ? AND outcome = 'running'
       RETURNING 1`,
      result.outcome,
      "error" in result ? result.error : null,
      now,
      seq,
      replays,
      number,
    );
    return ended.toArray().length > 0;
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

  /** Makes a finished delivery wait again, at its old place. Its attempts start from 1, its history stays. */
  reopen(seq: number): void {
    this.#sql.exec(
      `UPDATE deliveries
       SET status = 'pending', attempts = 0, replays = replays + 1, finished_at = NULL, expires_at = NULL
       WHERE seq = ?`,
      seq,
    );
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

  #exists(query: string, ...bindings: readonly string[]): boolean {
    return this.#sql.exec(query, ...bindings).toArray().length > 0;
  }
}

/** An attempt that the object did not live to see the end of. */
export interface Interrupted {
  readonly outcome: "interrupted";
}
