import { env, type DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import {
  aroundEntries,
  contextFields,
  currentContext,
  runningObject,
  stateOf,
  whenDone,
  within,
  type ObjectClass,
} from "./context";
import { log, type LogFields } from "./log";
import { Metrics, type EntryMetrics, type Outcome } from "./metrics";
import { redact } from "./redact";
import { logSampled } from "./sampling";
import { errorText } from "./validate";

/** What an object tells about itself. */
export interface ObjectMetrics {
  readonly class: string;
  readonly object: string | null;
  readonly id: string;
  /** When counting began, in milliseconds since the epoch. */
  readonly since: number;
  /** Times that the object came into memory and had something to do. */
  readonly wakes: number;
  /** By method or handler. */
  readonly entries: Readonly<Record<string, EntryMetrics>>;
}

/** Entries that say nothing about the work of an object. */
const UNOBSERVED = ["metrics", "session"];

/** These come by the hundreds; they are counted, and logged only when they fail. */
const SOCKET_EVENTS = ["webSocketClose", "webSocketError", "webSocketMessage"];

/** What the platform tells about the version that runs; locally it makes one up. */
const Version = v.object({ id: v.string(), tag: v.optional(v.string(), "") });

const metrics = new WeakMap<DurableObject<Env>, Metrics>();

/**
 * Times and counts everything that the objects of a class do, and writes a line
 * about each call. Call it in a static block.
 *
 * The clock of a Worker stands still while code computes, so durations are the
 * time that was spent waiting: for storage, for other objects, for the network.
 * https://developers.cloudflare.com/workers/reference/security-model/#step-1-disallow-timers-and-multi-threading
 */
export function observe(target: ObjectClass): void {
  aroundEntries(target, (self, entry, run) => {
    const context = currentContext();
    // A method that calls another one of its own object is one call, not two.
    if (UNOBSERVED.includes(entry) || context.entry?.self === self) return run();
    const object = context.object?.self === self ? context.object : runningObject(self, target);
    return within({ object, entry: { self, name: entry } }, () => watch(self, entry, run));
  });
}

/** Counts a call that was refused before the method began. */
export function countRefusal(object: DurableObject<Env>, entry: string): void {
  metricsFor(object).record(entry, "refused", 0);
}

/** What an object has counted. */
export function metricsOf(object: DurableObject<Env>): ObjectMetrics {
  const { since, wakes, entries } = metricsFor(object).read();
  const { id } = stateOf(object);
  return {
    class: object.constructor.name,
    object: currentContext().object?.name ?? id.name ?? null,
    id: id.toString(),
    since,
    wakes,
    entries,
  };
}

function watch(self: DurableObject<Env>, entry: string, run: () => unknown): unknown {
  const startedAt = Date.now();
  const done = (failed: boolean, value: unknown) => {
    const outcome = failed ? "error" : codeOf(value) === undefined ? "ok" : "refused";
    const durationMs = Date.now() - startedAt;
    metricsFor(self).record(entry, outcome, durationMs);
    logCall(entry, outcome, durationMs, value);
  };
  let answer: unknown;
  try {
    answer = run();
  } catch (error) {
    done(true, error);
    throw error;
  }
  return whenDone(answer, done);
}

function metricsFor(object: DurableObject<Env>): Metrics {
  let found = metrics.get(object);
  if (found === undefined) {
    found = new Metrics(stateOf(object));
    metrics.set(object, found);
  }
  return found;
}

function logCall(entry: string, outcome: Outcome, durationMs: number, value: unknown): void {
  const fields = { entry, outcome, durationMs };
  if (outcome === "error")
    return log("error", "call failed", { ...fields, error: errorText(value) });
  if (SOCKET_EVENTS.includes(entry)) return;
  const code = codeOf(value);
  logSampled("call", { ...fields, ...(code !== undefined && { code }) });
}

/** The code of an expected failure; undefined if the answer is none. */
function codeOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || Reflect.get(answer, "ok") !== false)
    return undefined;
  const error: unknown = Reflect.get(answer, "error");
  if (typeof error !== "object" || error === null) return undefined;
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" ? code : undefined;
}

/** Adds what every line says, and takes out what no line may say. */
export function completeLine(line: Record<string, unknown>): void {
  const version = v.safeParse(Version, Reflect.get(env, "CF_VERSION_METADATA"));
  Object.assign(line, contextFields());
  if (version.success) {
    const { id, tag } = version.output;
    line["version"] = tag === "" ? { id } : { id, tag };
  }
  Object.assign(line, redact(line));
}
