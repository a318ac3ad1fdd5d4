import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { migrate, type Migration } from "../../src/kit/schema";
import { unique } from "../client";

const first: Migration = {
  name: "0001-notes",
  sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
};
const second: Migration = {
  name: "0002-author",
  sql: "ALTER TABLE notes ADD COLUMN author TEXT; CREATE INDEX notes_author ON notes (author)",
};

const applied = (storage: DurableObjectStorage) =>
  storage.sql
    .exec<{ name: string }>("SELECT name FROM _sql_schema_migrations ORDER BY name LIMIT 100")
    .toArray()
    .map((row) => row.name);

const tables = (storage: DurableObjectStorage) =>
  storage.sql
    .exec<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'notes' LIMIT 1",
    )
    .toArray();

describe("migrate", () => {
  it("applies each step once and keeps what is stored, across eviction", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (_, { storage }) => {
      migrate(storage, [first]);
      storage.sql.exec("INSERT INTO notes (text) VALUES ('kept')");
    });
    await evictDurableObject(stub);
    await runInDurableObject(stub, (_, { storage }) => {
      migrate(storage, [first, second]);
      migrate(storage, [first, second]);
      expect(applied(storage)).toEqual(["0001-notes", "0002-author"]);
      expect(storage.sql.exec("SELECT text, author FROM notes").one()).toEqual({
        text: "kept",
        author: null,
      });
    });
  });

  it("leaves nothing of a step that fails, and tries it again next time", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (_, { storage }) => {
      const broken: Migration = {
        name: first.name,
        sql: `${first.sql}; INSERT INTO nowhere VALUES (1)`,
      };
      expect(() => migrate(storage, [broken])).toThrow("nowhere");
      expect(tables(storage)).toEqual([]);
      expect(applied(storage)).toEqual([]);

      migrate(storage, [first]);
      expect(applied(storage)).toEqual(["0001-notes"]);
    });
  });

  it("leaves the steps of a newer deployment alone after a rollback", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (_, { storage }) => {
      migrate(storage, [first, second]);
      migrate(storage, [first]);
      expect(applied(storage)).toEqual(["0001-notes", "0002-author"]);
    });
  });
});
