import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";

/** A statement that the code of the project has executed in an object. */
export interface Statement {
  readonly sql: SqlStorage;
  /** The same, past what a test may have put around it. */
  readonly direct: Pick<SqlStorage, "exec">;
  readonly query: string;
  readonly bindings: readonly unknown[];
  /** Counts the rows that were read and written, for as long as the statement runs. */
  readonly cursor: SqlStorageCursor<Record<string, SqlStorageValue>>;
  /** Where in `src` it was executed. */
  readonly place: string;
  /** Whether it belongs to the module that brings the schema up. */
  readonly isOfSchema: boolean;
}

type Listener = (statement: Statement) => void;

const listeners = new Set<Listener>();
let isWatching = false;

/**
 * Tells the listener of every statement that code in `src` executes from now
 * on, in any object. Returns what ends that.
 */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Looks on at all objects: tests and objects share an isolate, so they share
 * the prototype of `SqlStorage`. No class has to know, and statements that a
 * constructor executes are seen too.
 */
export async function watchStatements(): Promise<void> {
  if (isWatching) return;
  isWatching = true;
  await runInDurableObject(env.PROBE.getByName("statements"), (_, { storage }) => {
    const prototype: SqlStorage = Object.getPrototypeOf(storage.sql);
    const { exec } = prototype;
    Object.defineProperty(prototype, "exec", {
      value: function (this: SqlStorage, query: string, ...bindings: readonly unknown[]) {
        const cursor = exec.call(this, query, ...bindings);
        const place = placeOf(query);
        if (place !== undefined) {
          const direct = { exec: exec.bind(this) };
          const isOfSchema = place.startsWith("src/kit/schema.ts:");
          const statement = { sql: this, direct, query, bindings, cursor, place, isOfSchema };
          for (const listener of listeners) listener(statement);
        }
        return cursor;
      },
    });
  });
}

/** Where statements come from, by their text. */
const places = new Map<string, string>();

/** Where in `src` a statement comes from; undefined if a test executes it. */
function placeOf(query: string): string | undefined {
  // A stack costs more than most statements, so it is read once for a text.
  const place = places.get(query) ?? placeInSource();
  if (place !== undefined) places.set(query, place);
  return place;
}

/** The innermost place in `src` that has called this, or undefined if that was a test. */
export function placeInSource(): string | undefined {
  for (const frame of new Error().stack?.split("\n") ?? []) {
    if (frame.includes("/node_modules/")) continue;
    // The last folder of these names, since the project itself may lie below one.
    const [, folder, path] = /.*\/(src|test)\/(.+?:\d+):\d+/.exec(frame) ?? [];
    // What watches is on the stack too.
    if (folder === undefined || /^queries\/(?:statements|storage)\.ts:/.test(path ?? "")) continue;
    return folder === "src" ? `src/${path}` : undefined;
  }
  return undefined;
}
