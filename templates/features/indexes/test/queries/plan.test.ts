import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { unique } from "../client";
import { faultsOf } from "./plan";

const SCHEMA = `
  CREATE TABLE items (
    id INTEGER PRIMARY KEY, name TEXT, due INTEGER, state TEXT, owner INTEGER
  );
  CREATE INDEX items_due ON items (due);
  CREATE INDEX items_open ON items (due) WHERE state = 'open';
  CREATE TABLE single (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), value INTEGER);
`;

/** What is wrong with the plan of a query on the tables above. */
function faults(query: string): Promise<string[]> {
  return runInDurableObject(env.PROBE.getByName(unique()), (_, { storage: { sql } }) => {
    sql.exec(SCHEMA);
    return faultsOf(sql, query);
  });
}

const good = [
  "SELECT * FROM items WHERE id = 1",
  "SELECT * FROM items WHERE due <= 5 ORDER BY due LIMIT 10",
  "SELECT MIN(due) FROM items",
  "SELECT MAX(id) FROM items",
  "SELECT * FROM items ORDER BY id DESC LIMIT 10",
  "SELECT 1 FROM items AS i LIMIT 1",
  "SELECT due FROM items WHERE state = 'open' ORDER BY due LIMIT 10",
  "SELECT COUNT(*) FROM (SELECT 1 FROM items WHERE state = 'open' LIMIT 100)",
  "SELECT COUNT(*) FROM (SELECT due FROM items ORDER BY id LIMIT 100) WHERE due > 5",
  "DELETE FROM items WHERE id IN (SELECT id FROM items ORDER BY due LIMIT 10)",
  "UPDATE items SET name = 'x' WHERE id IN (SELECT value FROM json_each('[1, 2]'))",
  "SELECT value FROM single",
  "UPDATE single SET value = value + 1 WHERE value < 5",
  "SELECT 1 FROM sqlite_schema LIMIT 1",
  "INSERT INTO items (name) VALUES ('x') RETURNING id",
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
];
for (const query of good) {
  it(`takes ${query}`, async () => {
    expect(await faults(query)).toEqual([]);
  });
}

const bad = [
  ["SELECT * FROM items", "SCAN items"],
  ["SELECT COUNT(*) FROM items", "SCAN items USING COVERING INDEX items_due"],
  ["SELECT MAX(name) FROM items", "SEARCH items"],
  ["SELECT MIN(name) FROM items WHERE state = 'open'", "SEARCH items USING INDEX items_open"],
  ["SELECT * FROM items WHERE name = 'x' LIMIT 1", "SCAN items"],
  ["SELECT * FROM items AS i WHERE i.name = 'x' LIMIT 1", "SCAN i"],
  ["SELECT 1 FROM items WHERE state = 'open' AND name = 'x' LIMIT 1", "USING INDEX items_open"],
  ["SELECT * FROM items WHERE due > 5 ORDER BY name LIMIT 10", "USE TEMP B-TREE FOR ORDER BY"],
  ["SELECT owner, COUNT(*) FROM items WHERE due > 5 GROUP BY owner", "TEMP B-TREE FOR GROUP BY"],
  ["SELECT 1 FROM items a JOIN items b ON b.owner = a.owner WHERE a.due = 1", "SCAN b"],
  ["SELECT 1 FROM items a JOIN items b ON b.owner = a.owner", "AUTOMATIC COVERING INDEX"],
  ["DELETE FROM items WHERE id NOT IN (SELECT id FROM items ORDER BY due LIMIT 9)", "SCAN items"],
  ["UPDATE items SET due = 1 WHERE state = 'done'", "SCAN items"],
  ["SELECT 1 FROM single; SELECT * FROM items", "several statements"],
] as const;
for (const [query, fault] of bad) {
  it(`finds fault with ${query}`, async () => {
    expect(await faults(query)).toContainEqual(expect.stringContaining(fault));
  });
}
