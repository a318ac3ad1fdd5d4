/**
 * A value that JSON can carry without loss. Arrays and objects are not spelled
 * out: a type that contains itself is deeper than the types of RPC can follow.
 */
export type Json = string | number | boolean | null | object;

/** Levels of nesting. Deeper values are built to exhaust a parser, not to be read. */
export const MAX_JSON_DEPTH = 16;

/** Whether `JSON.stringify` keeps all of the value: RPC brings dates, maps and `undefined`, too. */
export function isJson(value: unknown, depth: number = MAX_JSON_DEPTH): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth === 0) return false;
  if (!Array.isArray(value) && !isPlain(value)) return false;
  return Object.values(value).every((part) => isJson(part, depth - 1));
}

/** The size of the value as JSON in UTF-8, which is what a row stores. */
export function jsonBytes(value: Json): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
