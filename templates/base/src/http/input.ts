import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type * as v from "valibot";
import { InvalidInputError, parse } from "../kit/validate";

/** The largest JSON body that a route reads, in bytes. Routes that need more say so themselves. */
export const MAX_JSON_BYTES = 64 * 1024;

/** Refuses a larger body with 413, whether or not it announces its length. */
export function limitBody(maxBytes: number = MAX_JSON_BYTES) {
  return bodyLimit({ maxSize: maxBytes });
}

/** The body, parsed as JSON and validated. */
export async function readJson<const Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    throw new InvalidInputError("the body is not JSON");
  }
  return parse(schema, body);
}

/** The query string as an object, validated. Of a name given twice the last value counts. */
export function readQuery<const Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
): v.InferOutput<Schema> {
  return parse(schema, c.req.query());
}

/** The path parameters, validated. */
export function readParams<const Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
): v.InferOutput<Schema> {
  return parse(schema, c.req.param());
}
