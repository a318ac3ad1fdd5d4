/**
 * One step of a schema, never edited once it has been deployed: a later step
 * changes what an earlier one made. Names are unique within a class.
 */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings the object's database up to date. Call it in the constructor, before
 * anything reads a table; it is synchronous, so no event can come in between.
 *
 * Steps that an older deployment does not know are left alone: a rollback
 * finds a newer schema, so make additive steps and remove columns only later.
 *
 * `PRAGMA user_version` is refused by the platform, hence the table.
 * https://developers.cloudflare.com/durable-objects/best-practices/rules-of-durable-objects/
 */
export function migrate(storage: DurableObjectStorage, migrations: readonly Migration[]): void {
  const { sql } = storage;
  sql.exec(`
    CREATE TABLE IF NOT EXISTS _sql_schema_migrations (
      name TEXT PRIMARY KEY,
      applied_at INTEGER NOT NULL
    ) WITHOUT ROWID
  `);
  const applied = new Set<string>();
  for (const row of sql.exec<{ name: string }>("SELECT name FROM _sql_schema_migrations")) {
    applied.add(row.name);
  }
  for (const { name, sql: statements } of migrations) {
    if (applied.has(name)) continue;
    storage.transactionSync(() => {
      sql.exec(statements);
      sql.exec(
        "INSERT INTO _sql_schema_migrations (name, applied_at) VALUES (?, ?)",
        name,
        Date.now(),
      );
    });
    applied.add(name);
  }
}
