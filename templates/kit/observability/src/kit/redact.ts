/** What stands in place of what must not be in a log. */
const REDACTED = "[redacted]";

/** Names of fields that hold what people have written, or that end like those of secrets. */
const SENSITIVE =
  /^(?:body|payload|text)$|(?:authorization|cookies?|signature(?:[-_]?\d{1,4})?|passwords?|passphrases?|credentials?|secrets?|tokens?|(?:api|private|secret|access|signing)[-_]?keys?)$/i;

// No part of these can match the same text in two ways, nor does one begin anew
// within a text that it has looked through: the time that they take is linear.

/** Secrets that give themselves away: bearer tokens, JWTs, keys with a well-known beginning. */
const SECRETS =
  /\b(?:bearer\s+[\w.~+/=-]{8,}|eyJ[\w-]{5,}(?:\.[\w-]+){0,2}|(?:whsec|sk_live|sk_test|ghp|github_pat)_[\w+/=]{8,})/gi;

/** User and password in base64, which has capitals or digits within it, unlike a word. */
const BASIC = /\b[Bb]asic\s+(?=[A-Za-z][a-z]*[A-Z\d+/=])[\w+/=-]{8,}/g;

/** What stands before the host of a URL, and parameters whose names end like those of secrets. */
const IN_URLS =
  /(?<=:\/\/)[^\s/?#]+(?=@)|(?<=[?&#][\w.-]{0,40}(?:token|secret|password|key|sig|signature|credential)=)[^\s&#"']+/gi;

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
  const clean = [SECRETS, BASIC, IN_URLS].reduce(
    (rest, secret) => rest.replace(secret, REDACTED),
    text,
  );
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT)}…` : clean;
}
