/** What stands in place of what must not be in a log. */
const REDACTED = "[redacted]";

/** Names of fields that hold secrets, or what people have written. */
const SENSITIVE =
  /^(authorization|cookie|set-cookie|api-?key|signature|password|passphrase|credentials?|body|payload|text|.*(secret|token))$/i;

/** Secrets that give themselves away: bearer tokens, JWTs, keys with a well-known beginning. */
const SECRETS =
  /\b(?:bearer\s+[\w.~+/=-]{8,}|eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*|(?:whsec|sk_live|sk_test|ghp|github_pat)_[\w+/=]{8,})/gi;

/** Limits of one line: Workers Logs cuts off what is longer than 256 KB, and bills every line. */
const MAX_TEXT = 2_000;
const MAX_ITEMS = 50;
const MAX_DEPTH = 4;

/**
 * The value without secrets, and cut to a size that fits a log. It sees what
 * looks like a secret; what does not is for those to leave out who write a line.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (value instanceof Error) return redactText(String(value));
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) return "[too deep]";
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  }
  return redactFields(value, depth);
}

function redactFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .slice(0, MAX_ITEMS)
      .map(([name, value]) => [name, SENSITIVE.test(name) ? REDACTED : redact(value, depth + 1)]),
  );
}

function redactText(text: string): string {
  const clean = text.replace(SECRETS, REDACTED);
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean;
}
