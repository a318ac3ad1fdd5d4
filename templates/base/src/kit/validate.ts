import * as v from "valibot";

/** Input that does not fit its schema. The message names the first field that is wrong. */
export class InvalidInputError extends Error {
  override readonly name = "InvalidInputError";
}

/**
 * Returns the input as the schema's output, or throws {@link InvalidInputError}.
 *
 * RPC methods call this on their arguments too: types do not cross RPC, and
 * any Worker that holds the binding can call the method.
 */
export function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new InvalidInputError(path === null ? issue.message : `${path}: ${issue.message}`);
}

/**
 * An error as a log line may have it. One about input says what was received,
 * which may be a secret; so only that it was one, also when it comes over RPC.
 */
export function errorText(error: unknown): string {
  const isAboutInput = error instanceof Error && error.name === "InvalidInputError";
  return isAboutInput ? error.name : String(error);
}

/** A name that is safe in a URL, in a log line and as the name of an object. */
export const Name = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(128),
  v.regex(/^[\w.:@-]+$/, "use letters, digits and . : @ _ -"),
);

/** The size of a page of a list. */
export const PageSize = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));
