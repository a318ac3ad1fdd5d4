import * as v from "valibot";
// #if rate-limit
import type { RateLimited } from "../kit/rate-limit";
// #end
import { fail, ok, type ExpectedFailure, type Result } from "../kit/result";
import type { Migration } from "../kit/schema";
import { isJson, jsonBytes, MAX_JSON_DEPTH, type Json } from "./json";

/** Preferences of one user: many times what a settings page needs, and still read at a glance. */
export const MAX_PREFERENCES = 200;

/** Bytes of one value as JSON: a preference is a choice, not a document. */
export const MAX_VALUE_BYTES = 4 * 1024;

/** Bytes of all preferences as JSON: they are one row, which is read and written as a whole. */
export const MAX_PREFERENCES_BYTES = 64 * 1024;

/** What a user has chosen. */
export interface Preferences {
  /** Rises by one with every change; 0 while nothing has been chosen. */
  readonly version: number;
  readonly values: Readonly<Record<string, Json>>;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number | null;
}

export const NO_PREFERENCES: Preferences = { version: 0, values: {}, updatedAt: null };

const Key = v.pipe(
  v.string(),
  v.maxLength(64),
  v.regex(/^[A-Za-z][\w.:-]*$/, "use a letter, then letters, digits and . : _ -"),
);

const Value = v.pipe(
  v.custom<Json>((value) => isJson(value), `must be JSON, at most ${MAX_JSON_DEPTH} levels deep`),
  v.check(
    (value) => jsonBytes(value) <= MAX_VALUE_BYTES,
    `must be at most ${MAX_VALUE_BYTES} bytes`,
  ),
);

/** Keys that valibot drops from a record without a word; better to refuse them. */
const RESERVED_KEYS = ["__proto__", "constructor", "prototype"];

/** Changes to some preferences, and the version that they were made from. */
export const SetPreferences = v.strictObject({
  /** Without it the changes are made whatever the version is. */
  ifVersion: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** New values by key. As in JSON Merge Patch (RFC 7396), null removes the key. */
  changes: v.pipe(
    v.custom<Record<string, Json>>(hasNoReservedKey, `${RESERVED_KEYS.join(", ")} cannot be keys`),
    v.record(Key, Value),
    v.minEntries(1),
    v.maxEntries(MAX_PREFERENCES),
  ),
});
export type SetPreferences = v.InferInput<typeof SetPreferences>;

/** Somebody else was faster. `current` is what to merge with before trying again. */
export interface PreferencesConflict extends ExpectedFailure {
  readonly code: "conflict";
  readonly current: Preferences;
}

/** All preferences together would be too many or too large; nothing was changed. */
export interface PreferencesTooLarge extends ExpectedFailure {
  readonly code: "too_large";
}

/** Why the preferences were not changed. */
export type PreferencesRefusal =
  // Somebody else has changed them meanwhile.
  | PreferencesConflict
  // #if rate-limit
  // The user changes them too often.
  | RateLimited
  // #end
  // They would not fit.
  | PreferencesTooLarge;

/** What the preferences are after the changes. Nothing is stored yet. */
export function changePreferences(
  current: Preferences,
  { ifVersion, changes }: SetPreferences,
): Result<Preferences, PreferencesConflict | PreferencesTooLarge> {
  if (ifVersion !== undefined && ifVersion !== current.version)
    return fail({ code: "conflict", message: "the preferences have changed since", current });

  const merged = Object.entries({ ...current.values, ...changes });
  const values = Object.fromEntries(merged.filter(([, value]) => value !== null));
  if (Object.keys(values).length > MAX_PREFERENCES)
    return fail({ code: "too_large", message: `at most ${MAX_PREFERENCES} preferences are kept` });
  if (jsonBytes(values) > MAX_PREFERENCES_BYTES)
    return fail({
      code: "too_large",
      message: `all preferences together are at most ${MAX_PREFERENCES_BYTES} bytes`,
    });
  return ok({ version: current.version + 1, values, updatedAt: Date.now() });
}

export const PREFERENCES_MIGRATIONS: readonly Migration[] = [
  {
    name: "preferences-0001",
    sql: `
      CREATE TABLE preferences (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        version INTEGER NOT NULL,
        json TEXT NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT
    `,
  },
];

type PreferencesRow = { version: number; json: string; updated_at: number };

/** The preferences in the database: one row, so that one write changes all or nothing. */
export class PreferencesTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Preferences {
    const [row] = this.#sql
      .exec<PreferencesRow>("SELECT version, json, updated_at FROM preferences LIMIT 1")
      .toArray();
    if (row === undefined) return NO_PREFERENCES;
    return { version: row.version, values: JSON.parse(row.json), updatedAt: row.updated_at };
  }

  write({ version, values, updatedAt }: Preferences): void {
    this.#sql.exec(
      `INSERT INTO preferences (only_row, version, json, updated_at) VALUES (1, ?, ?, ?)
       ON CONFLICT (only_row) DO UPDATE SET
         version = excluded.version, json = excluded.json, updated_at = excluded.updated_at`,
      version,
      JSON.stringify(values),
      updatedAt,
    );
  }
}

function hasNoReservedKey(input: unknown): boolean {
  if (typeof input !== "object" || input === null) return true;
  return !RESERVED_KEYS.some((key) => Object.hasOwn(input, key));
}
