/** A statement, taken apart where its parentheses are. */
export interface Parts {
  /** What is in no parentheses: where these were stands `{}`, or `{name}` around one name. */
  readonly outer: string;
  /** What was in them, the innermost first. */
  readonly inner: readonly string[];
}

export function partsOf(query: string): Parts {
  const inner: string[] = [];
  let outer = plain(query);
  for (let before = ""; before !== outer;) {
    before = outer;
    outer = outer.replace(/\(([^()]*)\)/, (_, text: string) => {
      inner.push(text.trim());
      return `{${/^ ?(?:\w+\.)?(\w+) ?$/.exec(text)?.[1] ?? ""}}`;
    });
  }
  return { outer, inner };
}

/** SQL in one line, with no quotes around names of one word: those change nothing. */
export function plain(sql: string): string {
  return sql
    .replace(/"(\w+)"|\[(\w+)\]|`(\w+)`/g, "$1$2$3")
    .replace(/\s+/g, " ")
    .trim();
}

/** What a SELECT asks of a table that it names first, or undefined if it does not. */
export interface Select {
  /** What is before FROM. */
  readonly columns: string;
  readonly where: string | undefined;
  /** Whether nothing but WHERE and ORDER BY comes before LIMIT, and nothing but a number after it. */
  readonly isCutOff: boolean;
}

/** Reads a part as a SELECT from a table, or from one with that alias. */
export function readSelect(part: string, table: string): Select | undefined {
  const from = new RegExp(`^(.*)\\bFROM (?:\\w+ (?:AS )?)?${table}\\b(.*)$`, "i");
  const [, columns, rest] = from.exec(part) ?? [];
  if (columns === undefined || rest === undefined) return undefined;
  // OFFSET, also as the first of two numbers, passes over rows, and less than zero is no limit.
  const limit = /^(?: WHERE (.+?))?(?: ORDER BY [^?{]+?)? LIMIT (?![-{])(?!.* OFFSET )[^,]+$/i.exec(
    rest,
  );
  const where = limit === null ? /\bWHERE (.+)$/i.exec(rest)?.[1] : limit[1];
  return { columns, where, isCutOff: limit !== null };
}
