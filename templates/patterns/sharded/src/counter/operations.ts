import type { IdentifiedOperation, ShardOutcome } from "./protocol";
import type { Migration } from "../kit/schema";

/**
 * How long an operation is remembered, in milliseconds. An hour of 500 writes a
 * second is 1.8 million rows, about 450 MB when ids have 100 characters. A day
 * of them would not fit into the 10 GB of an object.
 * https://developers.cloudflare.com/durable-objects/platform/limits/
 */
export const DEDUPLICATION_MS = 60 * 60 * 1_000;

/**
 * How long a shard remembers what it has handed over. The new owner counts that
 * a moment later and remembers it for an hour, so this has to last longer.
 */
const HANDED_OVER_MS = 2 * DEDUPLICATION_MS;

/** Rows that one run of the sweep deletes before other events get their turn. */
export const SWEEP_BATCH = 1_000;

export const OPERATIONS_MIGRATIONS: readonly Migration[] = [
  {
    name: "0002-operations",
    sql: `
      CREATE TABLE operations (
        id TEXT PRIMARY KEY,
        amount INTEGER, -- NULL: handed over to another shard
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX operations_expiry ON operations (expires_at);
    `,
  },
];

type AmountRow = { amount: number | null };

/** The operations that a shard has seen within the deduplication time. */
export class OperationLog {
  readonly #sql: SqlStorage;
  // #if ttl
  /** How long an operation is remembered, if the constant above does not say it. */
  deduplicationMs = () => DEDUPLICATION_MS;
  // #end

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What has become of the operation before; undefined if it is new. */
  find({ id, amount }: IdentifiedOperation): ShardOutcome | undefined {
    const [row] = this.#sql
      .exec<AmountRow>(
        "SELECT amount FROM operations WHERE id = ? AND expires_at > ?",
        id,
        Date.now(),
      )
      .toArray();
    if (row === undefined) return undefined;
    if (row.amount === null) return "moved";
    return row.amount === amount ? "duplicate" : "conflict";
  }

  /** Remembers that the operation has been counted here. */
  record({ id, amount }: IdentifiedOperation): void {
    this.#put(id, amount, DEDUPLICATION_MS);
  }

  /** Remembers that the operation belongs to another shard now. */
  handOver({ id }: IdentifiedOperation): void {
    this.#put(id, null, HANDED_OVER_MS);
  }

  /** When the next operation is to be forgotten, or null if there is none. */
  nextExpiry(): number | null {
    return this.#sql
      .exec<{ next: number | null }>("SELECT MIN(expires_at) AS next FROM operations")
      .one().next;
  }

  /** Forgets a batch of operations whose time is over. */
  sweep(): void {
    this.#sql.exec(
      `DELETE FROM operations WHERE id IN (
        SELECT id FROM operations WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
      )`,
      Date.now(),
      SWEEP_BATCH,
    );
  }

  #put(id: string, amount: number | null, lifetimeMs: number): void {
    // #if ttl
    // All lifetimes follow from that of an operation, and so they go with it.
    lifetimeMs *= this.deduplicationMs() / DEDUPLICATION_MS;
    // #end
    this.#sql.exec(
      `INSERT INTO operations (id, amount, expires_at) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, expires_at = excluded.expires_at`,
      id,
      amount,
      Date.now() + lifetimeMs,
    );
  }
}
