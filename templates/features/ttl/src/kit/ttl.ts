import * as v from "valibot";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^([1-9]\d{0,5})([smhd])$/;

/** A duration within bounds, as the configuration writes it: "90s", "30m", "12h" or "30d". Read in milliseconds. */
export function duration(min: string, max: string) {
  const message = `use a whole number and one of s, m, h and d, from "${min}" to "${max}"`;
  return v.pipe(
    v.string(message),
    v.regex(DURATION, message),
    v.transform(toMilliseconds),
    v.minValue(toMilliseconds(min), message),
    v.maxValue(toMilliseconds(max), message),
  );
}

/** A {@link duration}, or "off", which is read as null. */
export function durationOrOff(min: string, max: string) {
  const off = v.pipe(
    v.literal("off"),
    v.transform(() => null),
  );
  const message = `use "off", or a whole number and one of s, m, h and d, from "${min}" to "${max}"`;
  return v.union([off, duration(min, max)], message);
}

/**
 * Reads the variable that says how long a class keeps what. There is no
 * default in place of a wrong one: a guess would delete too early, or never.
 *
 * Read it when a call or a task needs it and not in the constructor. A call
 * then fails and says why; a task waits and is tried again. Were it the
 * constructor that fails, the alarm would too, and the platform drops an alarm
 * that has failed seven times in a row.
 * https://developers.cloudflare.com/durable-objects/api/alarms/
 */
export function readTtl<const Schema extends v.GenericSchema>(
  variable: string,
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const name = path === null ? variable : `${variable}.${path}`;
  throw new TypeError(`${name} in wrangler.jsonc: ${issue.message}`);
}

function toMilliseconds(text: string): number {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (unit !== "s" && unit !== "m" && unit !== "h" && unit !== "d")
    throw new RangeError(`"${text}" is no duration`);
  return Number(count) * UNITS[unit];
}
