import { hasOneRow, indexDefinition, primaryKey, tableOf, type Database } from "./tables";
import { partsOf, readSelect, type Select } from "./text";

/**
 * What is wrong with how SQLite goes about a statement: nothing, or a line for
 * each of these.
 *
 * - It reads a whole table (`SCAN`), rather than those rows that an index leads
 *   to (`SEARCH`). MIN and MAX always call themselves a search; they are one if
 *   an index begins with their column and no WHERE passes over its first rows.
 * - It sorts (`TEMP B-TREE`), rather than read in the order of an index.
 * - It builds an index for this once (`AUTOMATIC`).
 *
 * A scan is allowed where it cannot grow with the table:
 *
 * - It goes over what is no table: a subquery, the values of `json_each`. What
 *   those read has lines of its own. `sqlite_schema` is as long as the program.
 * - The table has one row, by a CHECK of its primary key.
 * - LIMIT ends it and every row that it reads counts: no WHERE passes over rows,
 *   other than the condition of the partial index that it goes over, no OFFSET
 *   does, and no aggregate makes one row of many.
 *
 * What this cannot read counts as a fault, since it might be one.
 *
 * https://www.sqlite.org/eqp.html
 */
export function faultsOf(
  sql: Database,
  query: string,
  bindings: readonly unknown[] = [],
): string[] {
  if (/;\s*\S/.test(query)) return ["several statements in one: only the first shows its plan"];
  const { outer, inner } = partsOf(query);
  const selects: Selects = { outer: [outer], inner: [...inner] };
  return sql
    .exec<PlanLine>(`EXPLAIN QUERY PLAN ${query}`, ...bindings)
    .toArray()
    .filter((line) => isFault(line, selects, query, sql))
    .map(({ detail }) => detail);
}

type PlanLine = { id: number; parent: number; detail: string };

/** The parts of the statement that no line of the plan has been told to mean yet. */
type Selects = { readonly outer: string[]; readonly inner: string[] };

function isFault(
  { parent, detail }: PlanLine,
  { outer, inner }: Selects,
  query: string,
  sql: Database,
): boolean {
  if (/\bTEMP B-TREE\b|\bAUTOMATIC\b/.test(detail)) return true;
  const isSearch = /^SEARCH [^(]+$/.test(detail);
  const [, name, index] = /^(?:SCAN|SEARCH) (\S+)(?:.* INDEX (\w+))?/.exec(detail) ?? [];
  if (name === undefined || !(isSearch || detail.startsWith("SCAN "))) return false;

  const table = tableOf(name, detail, query, sql);
  if (table === "none") return false;
  if (table === "unknown") return true;
  if (!isSearch && hasOneRow(table)) return false;
  const entry = index === undefined ? undefined : indexDefinition(index, sql);
  const isFine = isSearch
    ? (select: Select) => isExtreme(select, index === undefined ? primaryKey(table) : entry)
    : (select: Select) => isLimited(select, entry);
  // Each part answers for one line: a subquery with LIMIT does not excuse another without.
  const parts = parent === 0 ? outer : inner;
  const answers = parts.findIndex((part) => {
    const select = readSelect(part, name);
    return select !== undefined && isFine(select);
  });
  if (answers >= 0) parts.splice(answers, 1);
  return answers < 0;
}

/** What makes one row of many, or of many equal ones: LIMIT does not end what this reads. */
const AGGREGATE =
  /\b(?:AVG|COUNT|GROUP_CONCAT|JSONB?_GROUP_\w+|MAX|MEDIAN|MIN|PERCENTILE\w*|STRING_AGG|SUM|TOTAL) ?\{|\b(?:DISTINCT|OVER)\b/i;

/** Whether a SELECT takes rows of the table as they come, until LIMIT ends it. */
function isLimited(select: Select, index: string | undefined): boolean {
  return select.isCutOff && isUnfiltered(select, index) && !AGGREGATE.test(select.columns);
}

/** Whether a search without a condition is for the first or the last entry of an index. */
function isExtreme(select: Select, index: string | undefined): boolean {
  const [, column] = /\b(?:MIN|MAX) ?\{(\w+)\}/i.exec(select.columns) ?? [];
  if (column === undefined || index === undefined) return false;
  return new RegExp(`\\(${column}\\b`).test(index) && isUnfiltered(select, index);
}

/** Whether no WHERE passes over rows, other than one that the index has passed over already. */
function isUnfiltered({ where }: Select, index: string | undefined): boolean {
  return where === undefined || where === /\bWHERE (.+)$/i.exec(index ?? "")?.[1];
}
