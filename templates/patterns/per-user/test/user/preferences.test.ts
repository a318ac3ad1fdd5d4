import { describe, expect, it } from "vitest";
import { parse } from "../../src/kit/validate";
import { isJson, jsonBytes, MAX_JSON_DEPTH } from "../../src/user/json";
import {
  changePreferences,
  MAX_PREFERENCES,
  MAX_PREFERENCES_BYTES,
  MAX_VALUE_BYTES,
  NO_PREFERENCES,
  SetPreferences,
  type Preferences,
} from "../../src/user/preferences";

const current: Preferences = { version: 3, values: { a: 1, b: [2] }, updatedAt: 1 };

/** As many preferences as asked for, each of the given size. */
function many(count: number, value: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value]));
}

describe("changePreferences", () => {
  it("merges by key, and removes with null", () => {
    const changed = changePreferences(current, { changes: { a: null, b: "new", c: { d: null } } });
    expect(changed).toMatchObject({ ok: true, value: { version: 4 } });
    expect(changed.ok && changed.value.values).toEqual({ b: "new", c: { d: null } });
  });

  it("refuses changes that were made from another version, and tells the current one", () => {
    for (const ifVersion of [0, 2, 4]) {
      const changed = changePreferences(current, { ifVersion, changes: { a: 2 } });
      expect(changed).toMatchObject({ ok: false, error: { code: "conflict", current } });
    }
    expect(changePreferences(current, { ifVersion: 3, changes: { a: 2 } }).ok).toBe(true);
    expect(changePreferences(NO_PREFERENCES, { ifVersion: 0, changes: { a: 2 } }).ok).toBe(true);
  });

  it("keeps at most so many", () => {
    const full = { ...current, values: many(MAX_PREFERENCES, "x") };
    const more = changePreferences(full, { changes: { more: 1 } });
    expect(more).toMatchObject({ ok: false, error: { code: "too_large" } });
    expect(changePreferences(full, { changes: { more: 1, key0: null } }).ok).toBe(true);
  });

  it("keeps at most so many bytes", () => {
    const value = "x".repeat(MAX_VALUE_BYTES - 2);
    const fitting = Math.floor(MAX_PREFERENCES_BYTES / MAX_VALUE_BYTES) - 1;
    const full = { ...current, values: many(fitting, value) };
    expect(changePreferences(full, { changes: { more: "x" } }).ok).toBe(true);
    const larger = changePreferences(full, { changes: { more: value } });
    expect(larger).toMatchObject({ ok: false, error: { code: "too_large" } });
  });
});

describe("SetPreferences", () => {
  const refused: Record<string, unknown> = {
    "no changes": {},
    "changes that change nothing": { changes: {} },
    "changes that are a list": { changes: [] },
    "changes that are no object": { changes: null },
    "a key that starts with no letter": { changes: { "1st": 1 } },
    "a key with a space": { changes: { "a b": 1 } },
    "an empty key": { changes: { "": 1 } },
    "a key that is too long": { changes: { ["k".repeat(65)]: 1 } },
    "a key that is a trap": { changes: JSON.parse('{"__proto__": 1}') },
    "a key that objects have anyway": { changes: { constructor: 1 } },
    "a value that is no JSON": { changes: { a: undefined } },
    "a value that is too large": { changes: { a: "x".repeat(MAX_VALUE_BYTES - 1) } },
    "too many changes": { changes: many(MAX_PREFERENCES + 1, "x") },
    "a version below zero": { ifVersion: -1, changes: { a: 1 } },
    "a version that is no integer": { ifVersion: 1.5, changes: { a: 1 } },
    "a field that it does not know": { changes: { a: 1 }, version: 1 },
  };
  for (const [what, input] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(() => parse(SetPreferences, input)).toThrow();
    });
  }

  it("takes the largest that it allows, and passes it on as it is", () => {
    const input = {
      ifVersion: 0,
      changes: { ...many(MAX_PREFERENCES - 1, "x"), ["k".repeat(64)]: "x".repeat(4094) },
    };
    expect(parse(SetPreferences, input)).toEqual(input);
  });
});

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe("isJson", () => {
  it("takes what JSON keeps", () => {
    const values = [null, true, "", -1.5, [], {}, [1, { a: [null] }], Object.create(null)];
    for (const value of values) expect(isJson(value)).toBe(true);
  });

  it("refuses what JSON loses or changes", () => {
    const values = [undefined, NaN, Infinity, 1n, new Date(), new Map(), () => 1, Symbol("a")];
    for (const value of values) {
      expect(isJson(value)).toBe(false);
      expect(isJson([{ value }])).toBe(false);
    }
  });

  it("refuses values that are nested too deep, and those without an end", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(isJson(nested(MAX_JSON_DEPTH))).toBe(true);
    expect(isJson(nested(MAX_JSON_DEPTH + 1))).toBe(false);
    expect(isJson(circle)).toBe(false);
  });
});

describe("jsonBytes", () => {
  it("counts bytes, not characters", () => {
    expect(jsonBytes("é")).toBe(4);
  });
});
