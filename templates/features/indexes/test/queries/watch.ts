// Looks on at every test: one in which the code of the project executes a
// statement that scans or sorts has failed, whatever else it is about.
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { faultsOf } from "./plan";
import { listen, watchStatements, type Statement } from "./statements";

const faults = new Set<string>();
/** What is known of the statements of an object, whose plans depend on its schema alone. */
const known = new WeakMap<SqlStorage, Map<string, readonly string[]>>();
/** The same by schema and statement, since many objects have the same one. */
const knownOfSchema = new Map<string, readonly string[]>();

let stop = () => {};

beforeAll(async () => {
  await watchStatements();
  stop = listen(check);
});

afterEach(expectNoFaults);

// An alarm may have come after the last test.
afterAll(() => {
  stop();
  expectNoFaults();
});

function check(statement: Statement): void {
  const { sql, query, place, isOfSchema } = statement;
  // Its steps run once in the life of an object, and have to read what they change.
  if (isOfSchema) return;
  const plans = known.get(sql) ?? new Map<string, readonly string[]>();
  known.set(sql, plans);
  const found = plans.get(query) ?? look(statement);
  plans.set(query, found);
  for (const fault of found) faults.add(`${fault}\n  at ${place}\n  ${query}`);
}

function look({ direct, query, bindings }: Statement): readonly string[] {
  const key = `${schemaOf(direct)}\n${query}`;
  const found = knownOfSchema.get(key) ?? faultsOf(direct, query, bindings);
  knownOfSchema.set(key, found);
  return found;
}

function schemaOf(direct: Statement["direct"]): string | null {
  return direct
    .exec<{ schema: string | null }>("SELECT group_concat(sql, ';') AS schema FROM sqlite_schema")
    .one().schema;
}

function expectNoFaults(): void {
  const found = [...faults];
  faults.clear();
  expect(found, "queries without an index; see test/queries/plan.ts").toEqual([]);
}
