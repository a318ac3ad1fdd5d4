import { RpcTarget, type DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import {
  aroundEntries,
  isEmpty,
  rpcMethods,
  runningObject,
  stateOf,
  whenDone,
  within,
  type Call,
  type ObjectClass,
} from "./context";
import {
  callOf,
  DEADLINE_PASSED,
  DeadlineError,
  forCall,
  isLate,
  SessionCall,
  type DeadlinePassed,
} from "./identity.call";
import { log } from "./log";
// #if observability
import { countRefusal } from "./observe";
// #end
import { fail } from "./result";
import { parse } from "./validate";

export type { SessionCall } from "./identity.call";

/** Where an object keeps its name. */
const NAME_KEY = "_name";

/** What a session does not offer: what the platform calls, and sessions of sessions. */
type NotInSession = keyof DurableObject<Env> | "session";

/**
 * The methods of an object, for one call. Those that are named in `Results`
 * answer with {@link DeadlinePassed} when it is too late; the others throw.
 */
export type ObjectSession<Of, Results extends keyof Of = never> = RpcTarget & {
  [Name in Exclude<keyof Of, NotInSession>]: Name extends Results ? Refusing<Of[Name]> : Of[Name];
};

type Refusing<Method> = Method extends (...args: infer Args) => infer Answer
  ? (...args: Args) => Promise<Awaited<Answer> | { ok: false; error: DeadlinePassed }>
  : Method;

/**
 * Lets the objects of a class know their names, and their log lines say them,
 * also for upgrades, whose call comes in a header. Call it in a static block.
 */
export function identify(target: ObjectClass): void {
  aroundEntries(target, (self, entry, run, [request]) => {
    const state = stateOf(self);
    const object = runningObject(self, target, nameOf(state));
    const call = entry === "fetch" ? callOf(request) : undefined;
    const work = call === undefined ? run : () => forCall(call, run);
    return whenDone(within({ object }, work), () => rememberName(state));
  });
}

/** What is known of a name in this life of the object. */
interface KnownName {
  readonly name: string;
  /** Whether it is stored, or was tried in vain: once in a life is enough. */
  readonly isSettled: boolean;
}

const known = new WeakMap<DurableObjectState, KnownName>();

/**
 * The name of the object, by which others reach it. The platform does not tell
 * it to an object that was woken by its id or by an alarm from before March
 * 2026, or whose name has over 1,024 bytes. Those have it from a session, or
 * find it where an earlier call has left it.
 * https://developers.cloudflare.com/durable-objects/api/id/#name
 */
export function nameOf(state: DurableObjectState): string | undefined {
  return state.id.name ?? (known.get(state) ?? readName(state))?.name;
}

/**
 * Stores the name once. An object that stores nothing stays empty: its name
 * comes with the first thing that it stores. Where everything was deleted, it
 * comes back after the next wake.
 */
function rememberName(state: DurableObjectState): void {
  const name = nameOf(state);
  if (name === undefined || known.get(state)?.isSettled || isEmpty(state)) return;
  try {
    if (readName(state)?.name !== name) state.storage.kv.put(NAME_KEY, name);
  } catch (error) {
    // The call has done its work, and must not fail for this.
    log("error", "name not stored", { error: String(error) });
  }
  known.set(state, { name, isSettled: true });
}

function readName(state: DurableObjectState): KnownName | undefined {
  const name = v.safeParse(v.string(), state.storage.kv.get(NAME_KEY));
  if (!name.success) return undefined;
  const found = { name: name.output, isSettled: true };
  known.set(state, found);
  return found;
}

/** What is needed of the namespace of an object to tell whether a name leads to it. */
interface Names {
  idFromName(name: string): DurableObjectId;
  /** As `id.jurisdiction` has it, which is text. */
  jurisdiction(jurisdiction: string): Names;
}

/**
 * What the method `session` of an object returns. `results` are the methods
 * that answer with a `Result`. A name that the caller tells is checked against
 * the namespace: it must lead to this very object.
 */
export function startSession<Of extends DurableObject<Env>, const Results extends keyof Of>(
  object: Of,
  objects: Names,
  input: SessionCall,
  results: readonly Results[],
): ObjectSession<Of, Results>;
export function startSession(
  object: DurableObject<Env>,
  objects: Names,
  input: SessionCall,
  results: readonly PropertyKey[],
): RpcTarget {
  const { name, ...call } = parse(SessionCall, input);
  const state = stateOf(object);
  if (name !== undefined && nameOf(state) === undefined && leadsTo(objects, name, state.id)) {
    known.set(state, { name, isSettled: false });
  }

  // Only methods of a prototype can be called over RPC, so each session has one of its own.
  class CallSession extends RpcTarget {}
  for (const method of rpcMethods(object)) {
    if (method === "session") continue;
    Object.defineProperty(CallSession.prototype, method, {
      value: (...args: unknown[]) =>
        isLate(call)
          ? refuse(object, method, call, results.includes(method))
          : forCall(call, () => Reflect.apply(Reflect.get(object, method), object, args)),
    });
  }
  return new CallSession();
}

/** The same name is another object in each jurisdiction. */
function leadsTo(objects: Names, name: string, id: DurableObjectId): boolean {
  const { jurisdiction } = id;
  const own = jurisdiction === undefined ? objects : objects.jurisdiction(jurisdiction);
  return own.idFromName(name).equals(id);
}

/** Answers in place of the method, which does not run, so nothing else tells of the call. */
function refuse(object: DurableObject<Env>, method: string, call: Call, answersResult: boolean) {
  const running = runningObject(object, object.constructor, nameOf(stateOf(object)));
  within({ object: running, call }, () => {
    log("warn", "call refused", { entry: method, outcome: "refused", code: DEADLINE_PASSED.code });
  });
  // #if observability
  countRefusal(object, method);
  // #end
  if (answersResult) return fail(DEADLINE_PASSED);
  throw new DeadlineError();
}
