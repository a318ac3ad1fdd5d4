import type { Buckets } from "./rate-limit";
import type { Migration } from "./schema";

/** Add these to the migrations of a class that keeps buckets in SQL. */
export const RATE_LIMIT_MIGRATIONS: readonly Migration[] = [
  {
    name: "rate-limit-0001-buckets",
    sql: `
      CREATE TABLE _rate_limits (
        actor TEXT PRIMARY KEY,
        full_at REAL NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX _rate_limits_full ON _rate_limits (full_at);
    `,
  },
];

/** Full buckets that each use removes. More than one, so that they become fewer. */
const SWEEP = 2;

/**
 * Buckets in SQL, for limits that take longer to fill: they survive evictions,
 * deployments and crashes. Each use writes a row and its index entry.
 */
export class SqlBuckets implements Buckets {
  readonly maxFillMs = Infinity;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  fullAt(actor: string): number | undefined {
    return this.#sql
      .exec<{ full_at: number }>("SELECT full_at FROM _rate_limits WHERE actor = ? LIMIT 1", actor)
      .toArray()[0]?.full_at;
  }

  set(actor: string, fullAt: number, now: number): void {
    this.#sql.exec(
      `DELETE FROM _rate_limits WHERE actor IN (
         SELECT actor FROM _rate_limits WHERE full_at <= ? ORDER BY full_at LIMIT ?
       )`,
      now,
      SWEEP,
    );
    this.#sql.exec(
      `INSERT INTO _rate_limits (actor, full_at) VALUES (?, ?)
       ON CONFLICT (actor) DO UPDATE SET full_at = excluded.full_at`,
      actor,
      fullAt,
    );
  }
}
