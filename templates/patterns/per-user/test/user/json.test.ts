import { describe, expect, it } from "vitest";
import { isJson, jsonBytes, MAX_JSON_DEPTH } from "../../src/user/json";

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
