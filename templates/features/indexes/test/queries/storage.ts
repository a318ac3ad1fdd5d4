import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { placeInSource } from "./statements";

/** Rows as a cursor counts them; what a call is about to read may come to it later. */
export interface Rows {
  rowsRead: number;
  rowsWritten: number;
}

/** Is told of a call on the storage of an object, or on its `kv`, which is what `owner` is. */
type Listener = (owner: object, rows: Rows) => void;

const listeners = new Set<Listener>();
let isWatching = false;

/**
 * Tells the listener of every call by which code in `src` reads or writes
 * storage without SQL from now on. Such calls are billed as rows too:
 * https://developers.cloudflare.com/durable-objects/platform/pricing/#sqlite-storage-backend
 */
export function listenToCalls(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const reads = (rows: number): Rows => ({ rowsRead: rows, rowsWritten: 0 });
const writes = (rows: number): Rows => ({ rowsRead: 0, rowsWritten: rows });

/** The rows of calls with a key, an array of keys, or an object that has the keys. */
const BY_KEY = {
  get: (keys: unknown) => reads(countKeys(keys)),
  put: (keys: unknown) => writes(countKeys(keys)),
  delete: (keys: unknown) => writes(countKeys(keys)),
};

/** Every time that an alarm is set is one row; to delete everything counts as one here. */
const OF_OBJECT = { setAlarm: () => writes(1), deleteAll: () => writes(1) };

function countKeys(keys: unknown): number {
  if (Array.isArray(keys)) return keys.length;
  return typeof keys === "object" && keys !== null ? Object.keys(keys).length : 1;
}

/** Looks on at the storage of all objects, as `watchStatements` does at their SQL. */
export async function watchCalls(): Promise<void> {
  if (isWatching) return;
  isWatching = true;
  await runInDurableObject(env.PROBE.getByName("calls"), (_, { storage }) => {
    const calls = { ...BY_KEY, ...OF_OBJECT };
    for (const [name, rowsOf] of Object.entries(calls)) watch(storage, name, rowsOf);
    for (const [name, rowsOf] of Object.entries(BY_KEY)) watch(storage.kv, name, rowsOf);
    watch(storage, "list", () => reads(0));
    watch(storage.kv, "list", () => reads(0));
  });
}

/** Puts a count around a method of all objects of a kind. */
function watch(one: object, name: string, rowsOf: (keys: unknown) => Rows): void {
  const prototype: object = Object.getPrototypeOf(one);
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== "function") throw new TypeError(`storage has no method "${name}"`);
  Object.defineProperty(prototype, name, {
    value: function (this: object, ...input: readonly unknown[]): unknown {
      const result: unknown = Reflect.apply(method, this, input);
      if (listeners.size === 0 || placeInSource() === undefined) return result;
      const rows = rowsOf(input[0]);
      for (const listener of listeners) listener(this, rows);
      return name === "list" ? countEntries(result, rows) : result;
    },
  });
}

/** What `list` answers, and counts its entries: a Map later, or an iterator that comes once. */
function countEntries(result: unknown, rows: Rows): unknown {
  if (result instanceof Promise) {
    return result.then((entries: unknown) => {
      if (entries instanceof Map) rows.rowsRead = entries.size;
      return entries;
    });
  }
  const entries = Array.from(result as Iterable<unknown>);
  rows.rowsRead = entries.length;
  return entries.values();
}
