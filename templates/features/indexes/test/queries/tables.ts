import { plain } from "./text";

/** Where statements can be asked about. */
export type Database = Pick<SqlStorage, "exec">;

export type Table = { name: string; definition: string };

/**
 * The stored table that the plan means, which calls it by its alias if it has
 * one, in the statement or in a view that this reads; "none" if it goes over
 * something else.
 */
export function tableOf(
  name: string,
  detail: string,
  query: string,
  sql: Database,
): Table | "none" | "unknown" {
  if (/^\W/.test(name) || /^SCAN (?:CONSTANT|\d)/.test(detail)) return "none";
  const stored = sql
    .exec<Table & { type: string }>(
      "SELECT type, name, sql AS definition FROM sqlite_schema WHERE type IN ('table', 'view')",
    )
    .toArray();
  const views = stored.filter(({ type }) => type === "view");
  const texts = [query, ...views.map(({ definition }) => definition)].map(plain);
  const names = [name, ...texts.flatMap((text) => namesOf(name, text))];
  const isNamed = ({ name: other }: Table) => names.includes(other);
  const table = stored.find((row) => row.type === "table" && isNamed(row));
  if (table !== undefined) return { ...table, definition: plain(table.definition) };
  const isOther = names.includes("sqlite_schema") || / VIRTUAL TABLE /.test(detail);
  const isMade = names.some((made) => texts.some((text) => makes(text, made)));
  return isOther || isMade || views.some(isNamed) ? "none" : "unknown";
}

/** What may have the alias in a text: the words before it. */
function namesOf(alias: string, text: string): string[] {
  const named = new RegExp(`\\b(\\w+) (?:AS )?${alias}\\b`, "gi");
  return [...text.matchAll(named)].flatMap(([, name]) => name ?? []);
}

/** Whether a text gives the name to rows that it makes, in a subquery or in a WITH. */
function makes(text: string, name: string): boolean {
  const subquery = `\\) ?(?:AS )?${name}\\b`;
  const common = `\\b${name}(?: ?\\([^)]*\\))? AS (?:NOT )?(?:MATERIALIZED )?\\(`;
  return new RegExp(`${subquery}|${common}`, "i").test(text);
}

export function hasOneRow({ definition }: Table): boolean {
  return /\b(\w+) INTEGER PRIMARY KEY CHECK \(\1 = 1\)/.test(definition);
}

/** The primary key in the words of an index, if it is one that the table itself is sorted by. */
export function primaryKey({ definition }: Table): string | undefined {
  const [, column] = /\b(\w+) INTEGER PRIMARY KEY\b/.exec(definition) ?? [];
  return column && `(${column})`;
}

export function indexDefinition(name: string, sql: Database): string | undefined {
  const [row] = sql
    .exec<{ definition: string | null }>(
      "SELECT sql AS definition FROM sqlite_schema WHERE type = 'index' AND name = ?",
      name,
    )
    .toArray();
  return row && row.definition !== null ? plain(row.definition) : undefined;
}
