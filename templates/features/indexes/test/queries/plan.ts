/** Where statements can be asked about. */
type Database = Pick<SqlStorage, "exec">;

/**
 * What is wrong with how SQLite goes about a statement: nothing, or a line for
 * each of these.
 *
 * - It reads a whole table (`SCAN`), rather than those rows that an index leads
 *   to (`SEARCH`). MIN and MAX always call themselves a search; they are one if
 *   an index begins with their column.
 * - It sorts (`TEMP B-TREE`), rather than read in the order of an index.
 * - It builds an index for this once (`AUTOMATIC`).
 *
 * A scan is allowed where it cannot grow with the table:
 *
 * - It goes over what is no table: a subquery, the values of `json_each`. What
 *   those read has lines of its own. `sqlite_schema` is as long as the program.
 * - The table has one row, by a CHECK of its primary key.
 * - LIMIT ends it and every row that it reads counts: no WHERE passes over rows,
 *   other than the condition of the partial index that it goes over.
 *
 * https://www.sqlite.org/eqp.html
 */
export function faultsOf(
  sql: Database,
  query: string,
  bindings: readonly unknown[] = [],
): string[] {
  if (/;\s*\S/.test(query)) return ["several statements in one: only the first shows its plan"];
  return sql
    .exec<PlanLine>(`EXPLAIN QUERY PLAN ${query}`, ...bindings)
    .toArray()
    .filter((line) => isFault(line, query, sql))
    .map(({ detail }) => detail);
}

type PlanLine = { id: number; parent: number; detail: string };

function isFault({ parent, detail }: PlanLine, query: string, sql: Database): boolean {
  if (/\bTEMP B-TREE\b|\bAUTOMATIC\b/.test(detail)) return true;
  if (/^SEARCH [^(]+$/.test(detail)) return !isExtreme(detail, query, sql);
  const [, scanned, index] = /^SCAN (\S+)(?:.* INDEX (\w+))?/.exec(detail) ?? [];
  if (scanned === undefined) return false;
  const table = tableOf(scanned, query, sql);
  if (table === undefined || hasOneRow(table)) return false;
  const { outer, inner } = splitQuery(query);
  const condition = index && /\bWHERE (.+)$/i.exec(indexDefinition(index, sql) ?? "")?.[1];
  const selects = parent === 0 ? [outer] : inner;
  return !selects.some((select) => isLimited(select, scanned, condition));
}

/** Whether a search without a condition is for the first or the last entry of an index. */
function isExtreme(detail: string, query: string, sql: Database): boolean {
  const [, searched = "", index] = /^SEARCH (\S+)(?:.* INDEX (\w+))?/.exec(detail) ?? [];
  const [, column] = /\b(?:MIN|MAX)\((\w+)\)/i.exec(query) ?? [];
  if (column === undefined) return false;
  if (index !== undefined)
    return new RegExp(`\\(${column}\\b`).test(indexDefinition(index, sql) ?? "");
  const primaryKey = new RegExp(`\\b${column} INTEGER PRIMARY KEY\\b`);
  return primaryKey.test(tableOf(searched, query, sql)?.definition ?? "");
}

type Table = { name: string; definition: string };

/** The stored table that the plan means, which calls it by its alias if it has one. */
function tableOf(scanned: string, query: string, sql: Database): Table | undefined {
  const tables = sql
    .exec<Table>("SELECT name, sql AS definition FROM sqlite_schema WHERE type = 'table'")
    .toArray();
  const isAliasOf = ({ name }: Table) =>
    new RegExp(`\\b${name}\\s+(?:AS\\s+)?${scanned}\\b`, "i").test(query);
  return (
    tables.find(({ name }) => name === scanned) ??
    (/^\w+$/.test(scanned) ? tables.find(isAliasOf) : undefined)
  );
}

function hasOneRow({ definition }: Table): boolean {
  return /\b(\w+) INTEGER PRIMARY KEY CHECK \(\1 = 1\)/.test(definition);
}

function indexDefinition(name: string, sql: Database): string | undefined {
  const [row] = sql
    .exec<{ definition: string | null }>(
      "SELECT sql AS definition FROM sqlite_schema WHERE type = 'index' AND name = ?",
      name,
    )
    .toArray();
  return row?.definition === null ? undefined : row && oneLine(row.definition);
}

/** Whether a SELECT takes rows of the table as they come, until LIMIT ends it. */
function isLimited(select: string, table: string, condition: string | undefined): boolean {
  const [, rest] = new RegExp(`\\bFROM (?:\\w+ (?:AS )?)?${table}\\b(.*)$`, "i").exec(select) ?? [];
  if (rest === undefined) return false;
  const [, where, limit] = /^(?: WHERE (.+?))?(?: ORDER BY [^?]+?)?( LIMIT )/i.exec(rest) ?? [];
  return limit !== undefined && (where === undefined || where === condition);
}

/** A query without what is in parentheses, and what is in the innermost of them. */
function splitQuery(query: string): { outer: string; inner: string[] } {
  const inner: string[] = [];
  let outer = oneLine(query);
  for (let before = ""; before !== outer;) {
    before = outer;
    outer = outer.replace(/\(([^()]*)\)/, (_, text: string) => {
      inner.push(text);
      return "_";
    });
  }
  return { outer, inner };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
