import type { Migration } from "../kit/schema";
import type { Lease, LeasePage } from "./lease";

/** Add these to the migrations of a class that holds leases. */
export const LEASE_MIGRATIONS: readonly Migration[] = [
  {
    name: "leases-0001",
    sql: `
      CREATE TABLE leases (
        resource TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        fencing_token INTEGER NOT NULL,
        acquired_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX leases_expiry ON leases (expires_at);

      CREATE TABLE fencing (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        last_token INTEGER NOT NULL
      ) STRICT;
      INSERT INTO fencing (id, last_token) VALUES (1, 0);
    `,
  },
];

/** A row as a {@link Lease}. */
export const COLUMNS = `
  resource,
  holder,
  fencing_token AS fencingToken,
  acquired_at AS acquiredAt,
  expires_at AS expiresAt
`;

/**
 * The leases of one object, in SQL. Every method is synchronous: what a caller
 * does between two awaits is one step that no other request can come into.
 *
 * A row whose time is over may still be there, until it is removed or granted
 * anew; nothing that reads returns it.
 */
export class LeaseTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(resource: string, now: number): Lease | undefined {
    return this.#sql
      .exec<Lease>(
        `SELECT ${COLUMNS} FROM leases WHERE resource = ? AND expires_at > ? LIMIT 1`,
        resource,
        now,
      )
      .toArray()[0];
  }

  /** The leases after a resource, in order. */
  page(after: string, limit: number, now: number): LeasePage {
    const rows = this.#sql
      .exec<Lease>(
        `SELECT ${COLUMNS} FROM leases
         WHERE resource > ? AND expires_at > ?
         ORDER BY resource
         LIMIT ?`,
        after,
        now,
        limit + 1,
      )
      .toArray();
    const leases = rows.slice(0, limit);
    return { leases, next: rows.length > limit ? (leases.at(-1)?.resource ?? null) : null };
  }

  /**
   * Null if there are fewer leases than the limit, otherwise when the first one
   * expires. One may be released earlier, and that one may be renewed.
   */
  fullUntil(limit: number, now: number): number | null {
    const { count, next } = this.#sql
      .exec<{ count: number; next: number | null }>(
        `SELECT COUNT(*) AS count, MIN(expires_at) AS next
         FROM (SELECT expires_at FROM leases WHERE expires_at > ? ORDER BY expires_at LIMIT ?)`,
        now,
        limit,
      )
      .one();
    return count < limit ? null : next;
  }

  /** Writes a new lease, over one whose time is over. */
  grant(resource: string, holder: string, now: number, expiresAt: number): Lease {
    return this.#sql
      .exec<Lease>(
        `INSERT OR REPLACE INTO leases (resource, holder, fencing_token, acquired_at, expires_at)
         VALUES (?, ?, ?, ?, ?)
         RETURNING ${COLUMNS}`,
        resource,
        holder,
        this.#nextToken(),
        now,
        expiresAt,
      )
      .one();
  }

  /** Makes a lease last until then. It never ends earlier than it was promised to. */
  extend(resource: string, expiresAt: number): Lease {
    return this.#sql
      .exec<Lease>(
        `UPDATE leases SET expires_at = MAX(expires_at, ?)
         WHERE resource = ?
         RETURNING ${COLUMNS}`,
        expiresAt,
        resource,
      )
      .one();
  }

  remove(resource: string): void {
    this.#sql.exec("DELETE FROM leases WHERE resource = ?", resource);
  }

  /** Removes what has expired, the longest expired first, and at most so many. */
  removeExpired(limit: number, now: number): void {
    this.#sql.exec(
      `DELETE FROM leases WHERE resource IN (
         SELECT resource FROM leases WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
       )`,
      now,
      limit,
    );
  }

  /** When the next row expires or has expired, or null if there is none. */
  nextExpiry(): number | null {
    return this.#sql
      .exec<{ next: number | null }>("SELECT MIN(expires_at) AS next FROM leases")
      .one().next;
  }

  // #if ttl
  /** Whether a token was ever given out, so that the counter must not start over. */
  hasGranted(): boolean {
    return (
      this.#sql.exec("SELECT 1 FROM fencing WHERE id = 1 AND last_token > 0").toArray().length > 0
    );
  }

  // #end
  /**
   * The counter lives in a row of its own that nothing deletes, not in the
   * leases: they come and go, and a token must never come twice.
   */
  #nextToken(): number {
    return this.#sql
      .exec<{ token: number }>(
        "UPDATE fencing SET last_token = last_token + 1 RETURNING last_token AS token",
      )
      .one().token;
  }
}
