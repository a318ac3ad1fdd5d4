import { AsyncLocalStorage } from "node:async_hooks";
import { DurableObject } from "cloudflare:workers";
import type { LogFields } from "./log";

/** What comes with a call besides its arguments. */
export interface Call {
  /** The same in everything that one request sets off. */
  readonly requestId: string;
  /** On whose behalf it is, from a verified token. Known once that is verified. */
  actor?: string | undefined;
  /** When nobody waits for the answer any more, in milliseconds since the epoch. */
  readonly deadline?: number | undefined;
}

/** An object whose code runs. */
export interface RunningObject {
  readonly self: DurableObject<Env>;
  readonly class: string;
  readonly id: string;
  /** Undefined where the platform does not tell it: see `ctx.id.name`. */
  readonly name: string | undefined;
}

/** What runs, and for which call. */
export interface Context {
  readonly call?: Call;
  /** What is disposed of when the request is answered. */
  readonly opened?: Disposable[];
  readonly object?: RunningObject;
  /** The object that is being observed, and its method or handler. */
  readonly entry?: { readonly self: DurableObject<Env>; readonly name: string };
}

/**
 * Follows the code through every `await`, so that a log line far down can say
 * what it belongs to. It ends where RPC begins: a call says for itself what it
 * carries.
 */
const contexts = new AsyncLocalStorage<Context>();

/** What runs at the moment; empty outside of everything. */
export function currentContext(): Context {
  return contexts.getStore() ?? {};
}

/** Runs the work in the current context with changes to it. */
export function within<Value>(changes: Context, work: () => Value): Value {
  return contexts.run({ ...currentContext(), ...changes }, work);
}

/** A class of Durable Objects, as `this` is in its static block. */
export interface ObjectClass<Of extends DurableObject<Env> = DurableObject<Env>> {
  readonly name: string;
  readonly prototype: Of;
}

/** An object as the context has it, under the name that it goes by. */
export function runningObject(
  self: DurableObject<Env>,
  { name: className }: Pick<ObjectClass, "name">,
  name: string | undefined = stateOf(self).id.name,
): RunningObject {
  return { self, class: className, id: stateOf(self).id.toString(), name };
}

/** What a log line says about the object and the call that it belongs to. */
export function contextFields(): LogFields {
  const { call, object } = currentContext();
  return {
    ...(object && { object: { class: object.class, name: object.name ?? null, id: object.id } }),
    ...(call && { requestId: call.requestId, ...(call.actor && { actor: call.actor }) }),
  };
}

/** Whether an object stores nothing. Writing anything would make it one that is billed. */
export function isEmpty({ storage }: DurableObjectState): boolean {
  return storage.sql.exec("SELECT 1 FROM sqlite_schema LIMIT 1").next().done === true;
}

/** The state of an object, for modules that work on objects of any class. */
export function stateOf(object: DurableObject<Env>): DurableObjectState {
  // Protected members can be had this way: the modules of the kit are part of the class.
  return object["ctx"];
}

/** What the platform calls by itself. It is no part of what callers can ask for. */
const HANDLERS = [
  "alarm",
  "connect",
  "fetch",
  "webSocketClose",
  "webSocketError",
  "webSocketMessage",
];

/** The names of the methods that callers reach over RPC. */
export function rpcMethods(object: DurableObject<Env>): string[] {
  const names = new Set<string>();
  let prototype: unknown = Object.getPrototypeOf(object);
  while (prototype instanceof DurableObject) {
    for (const name of methodsOf(prototype)) names.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return [...names].filter((name) => !HANDLERS.includes(name));
}

/**
 * Puts code around everything by which the platform enters the objects of a
 * class, RPC methods and handlers alike. Call it in a static block of the
 * class. `around` calls `run`, and returns what that has returned. It sees the
 * arguments too, which have not been checked by then.
 */
export function aroundEntries<Of extends DurableObject<Env>>(
  { prototype }: ObjectClass<Of>,
  around: (object: Of, entry: string, run: () => unknown, args: readonly unknown[]) => unknown,
): void {
  for (const entry of methodsOf(prototype)) {
    const method: unknown = Reflect.get(prototype, entry);
    if (typeof method !== "function") continue;
    Object.defineProperty(prototype, entry, {
      configurable: true,
      writable: true,
      value(this: Of, ...args: unknown[]): unknown {
        return around(this, entry, () => Reflect.apply(method, this, args), args);
      },
    });
  }
}

function methodsOf(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== "constructor" && typeof value === "function")
    .map(([name]) => name);
}

/**
 * Calls `done` when the outcome is there: at once, or when the promise is
 * settled. What a stub returns is a promise too, though of no class that is known here.
 */
export function whenDone(
  outcome: unknown,
  done: (failed: boolean, value: unknown) => void,
): unknown {
  if (!isThenable(outcome)) {
    done(false, outcome);
    return outcome;
  }
  return Promise.resolve(outcome).then(
    (value: unknown) => {
      done(false, value);
      return value;
    },
    (error: unknown) => {
      done(true, error);
      throw error;
    },
  );
}

function isThenable(value: unknown): boolean {
  if (typeof value !== "function" && (typeof value !== "object" || value === null)) return false;
  return typeof Reflect.get(value, "then") === "function";
}
