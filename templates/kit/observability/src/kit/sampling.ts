import { env } from "cloudflare:workers";
import * as v from "valibot";
import { currentContext } from "./context";
import { log, type LogFields } from "./log";

/** A variable that is set on the command line is text. */
const SampleRate = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number))]),
  v.minValue(0),
  v.maxValue(1),
);

/**
 * Writes a line about something that went as it should, for the share of
 * requests that `LOG_SAMPLE_RATE` says. All such lines of one request are
 * written, or none.
 */
export function logSampled(message: string, fields: LogFields): void {
  const { call } = currentContext();
  if (isSampled(call?.requestId ?? crypto.randomUUID(), sampleRate(env), samplingKey())) {
    log("info", message, fields);
  }
}

/** Reads `LOG_SAMPLE_RATE`. One that makes no sense keeps everything, and says so. */
export function sampleRate(variables: object): number {
  const value: unknown = Reflect.get(variables, "LOG_SAMPLE_RATE");
  const rate = v.safeParse(SampleRate, value);
  if (rate.success) return rate.output;
  log("error", "LOG_SAMPLE_RATE must be a number from 0 to 1; everything is logged until it is");
  return 1;
}

/**
 * What the Worker and its objects know, and no client: one that could tell
 * which ids are in the share could choose one that is not.
 */
function samplingKey(): string {
  return String(Reflect.get(env, "AUTH_SECRET"));
}

/** Whether the request is in the share. With one key the same request always is, or never. */
export function isSampled(requestId: string, rate: number, key: string): boolean {
  // FNV-1a, then the top bits spread over 0 to 1.
  const text = `${key} ${requestId}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32 < rate;
}
