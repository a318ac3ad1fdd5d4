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
  CREATE TABLE "odd name" (id INTEGER PRIMARY KEY);
  CREATE VIEW aliased AS SELECT * FROM items AS inside;
  CREATE VIEW counted AS SELECT COUNT(*) AS n FROM (SELECT 1 FROM items LIMIT 9);
`;

/** What is wrong with the plan of a query on the tables above. */
function faults(query: string): Promise<string[]> {
  return runInDurableObject(env.PROBE.getByName(unique()), (_, { storage: { sql } }) => {
    sql.exec(SCHEMA);
    const bindings = query.match(/\?/g)?.map(() => 1);
    return faultsOf(sql, query, bindings);
  });
}

const good = [
  "SELECT * FROM items WHERE id = 1",
  "SELECT * FROM items WHERE due <= 5 ORDER BY due LIMIT 10",
  "SELECT MIN(due) FROM items",
  "SELECT MAX(id) FROM items",
  "SELECT * FROM items ORDER BY id DESC LIMIT 10",
  "SELECT 1 FROM items AS i LIMIT 1",
  'SELECT * FROM "items" AS "i" ORDER BY i.id LIMIT ?',
  "SELECT * FROM items LIMIT MAX(1, ?)",
  "SELECT MIN(i.due) FROM items i",
  "SELECT MIN(due) FROM items WHERE state = 'open'",
  "SELECT MIN(due) FROM items WHERE due > 5",
  "SELECT MAX(id) AS newest, (SELECT MIN(due) FROM items) AS next FROM items",
  "SELECT * FROM aliased WHERE id = 1",
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
  "WITH n AS MATERIALIZED (SELECT 1 AS i FROM items LIMIT 9) SELECT SUM(m.i) FROM n AS m",
  "SELECT SUM(sub.due) FROM (SELECT due FROM items ORDER BY id LIMIT 9) AS sub",
  "VALUES (1), (2), (3)",
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
  // What LIMIT does not end: it comes after the rows were read.
  ["SELECT COUNT(*) FROM items LIMIT 1", "SCAN items"],
  ["SELECT count (*) FROM items LIMIT 1", "SCAN items"],
  ["SELECT SUM(owner) AS s FROM items LIMIT ?", "SCAN items"],
  ["SELECT (SELECT COUNT(*) FROM items LIMIT 1) AS n", "SCAN items"],
  ["SELECT json_group_array(name) FROM items LIMIT 1", "SCAN items"],
  ["SELECT DISTINCT due FROM items ORDER BY due LIMIT 10", "SCAN items"],
  ["SELECT id, SUM(owner) OVER (ORDER BY id) FROM items LIMIT 5", "SCAN items"],
  ["SELECT * FROM items ORDER BY id LIMIT 10 OFFSET 100000", "SCAN items"],
  ["SELECT * FROM items ORDER BY id LIMIT ? OFFSET ?", "SCAN items"],
  ["SELECT * FROM items ORDER BY id LIMIT 100000, 10", "SCAN items"],
  ["SELECT * FROM items LIMIT -1", "SCAN items"],
  ["SELECT * FROM items LIMIT (-1)", "SCAN items"],
  ["SELECT (SELECT id FROM items LIMIT 1), (SELECT COUNT(*) FROM items)", "SCAN items"],
  // MIN and MAX that do not end at the first row of an index.
  ["SELECT MIN(due) FROM items WHERE name = 'x'", "SEARCH items USING INDEX items_due"],
  ["SELECT MAX(id) FROM items WHERE name = 'x'", "SEARCH items"],
  ["SELECT (SELECT MAX(id) FROM items), (SELECT MAX(name) FROM items)", "SEARCH items"],
  // Other ways to write the name of the table.
  [`SELECT * FROM "items" AS i WHERE i.name = 'x'`, "SCAN i"],
  [`SELECT * FROM items AS "i" WHERE i.name = 'x'`, "SCAN i"],
  ["SELECT * FROM [items] i WHERE i.name = 'x'", "SCAN i"],
  ["SELECT * FROM `items` WHERE name = 'x'", "SCAN items"],
  ["SELECT * FROM ITEMS AS i WHERE i.name = 'x'", "SCAN i"],
  ["SELECT * FROM main.items AS i WHERE i.name = 'x'", "SCAN i"],
  [`SELECT * FROM "odd name"`, "SCAN odd name"],
  [`SELECT * FROM items AS "an item" WHERE name = 'x'`, "SCAN an item"],
  ["SELECT * FROM aliased WHERE name = 'x'", "SCAN inside"],
  ["SELECT COUNT(*) FROM aliased", "SCAN items"],
  ["SELECT 1 FROM single; SELECT * FROM items", "several statements"],
] as const;
for (const [query, fault] of bad) {
  it(`finds fault with ${query}`, async () => {
    expect(await faults(query)).toContainEqual(expect.stringContaining(fault));
  });
}
