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
import { fail, type ExpectedFailure } from "./result";
import { parse } from "./validate";

/** Where an object keeps its name. */
const NAME_KEY = "_name";

/** A request id: what an id or a trace header of the usual kinds looks like. */
export const RequestId = v.pipe(
  v.string(),
  v.regex(/^[\w.:@=/+-]{1,128}$/, "use 1 to 128 letters, digits and . : @ = / + - _"),
);

/** What a caller says about a call. Types do not cross RPC, so the object checks it. */
export const SessionCall = v.strictObject({
  requestId: RequestId,
  actor: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(257))),
  deadline: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** By which name the object was reached. An object that does not know its name verifies it. */
  name: v.optional(v.pipe(v.string(), v.maxLength(64 * 1_024))),
});
export type SessionCall = v.InferInput<typeof SessionCall>;

/** The answer would come too late for anybody: nothing was done. */
export interface DeadlinePassed extends ExpectedFailure {
  readonly code: "deadline_passed";
}

const DEADLINE_PASSED: DeadlinePassed = {
  code: "deadline_passed",
  message: "the deadline of this call has passed; nothing was done",
};

/** Thrown in place of an answer that has no room for a failure. `failure` crosses RPC with it. */
class DeadlineError extends Error {
  override readonly name = "DeadlineError";
  readonly failure = DEADLINE_PASSED;
}

/** The failure in an error that a session has thrown; undefined if it is another error. */
export function deadlinePassed(error: Error): DeadlinePassed | undefined {
  const failure: unknown = Reflect.get(error, "failure");
  if (typeof failure !== "object" || failure === null) return undefined;
  return Reflect.get(failure, "code") === DEADLINE_PASSED.code ? DEADLINE_PASSED : undefined;
}

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
 * Lets the objects of a class know their names, and their log lines say them.
 * Call it in a static block.
 */
export function identify(target: ObjectClass): void {
  aroundEntries(target, (self, _entry, run) => {
    const state = stateOf(self);
    const object = runningObject(self, target, nameOf(state));
    return whenDone(within({ object }, run), () => rememberName(state));
  });
}

/** What is known of a name in this life of the object. */
interface KnownName {
  readonly name: string;
  readonly isStored: boolean;
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
  if (name === undefined || known.get(state)?.isStored || isEmpty(state)) return;
  if (readName(state)?.name !== name) state.storage.kv.put(NAME_KEY, name);
  known.set(state, { name, isStored: true });
}

function readName(state: DurableObjectState): KnownName | undefined {
  const name = v.safeParse(v.string(), state.storage.kv.get(NAME_KEY));
  if (!name.success) return undefined;
  const found = { name: name.output, isStored: true };
  known.set(state, found);
  return found;
}

/**
 * What the method `session` of an object returns. `results` are the methods
 * that answer with a `Result`. A name that the caller tells is checked against
 * the namespace: it must lead to this very object.
 */
export function startSession<Of extends DurableObject<Env>, const Results extends keyof Of>(
  object: Of,
  objects: Pick<DurableObjectNamespace, "idFromName">,
  input: SessionCall,
  results: readonly Results[],
): ObjectSession<Of, Results>;
export function startSession(
  object: DurableObject<Env>,
  objects: Pick<DurableObjectNamespace, "idFromName">,
  input: SessionCall,
  results: readonly PropertyKey[],
): RpcTarget {
  const { name, ...call } = parse(SessionCall, input);
  const state = stateOf(object);
  if (
    name !== undefined &&
    nameOf(state) === undefined &&
    objects.idFromName(name).equals(state.id)
  ) {
    known.set(state, { name, isStored: false });
  }

  // Only methods of a prototype can be called over RPC, so each session has one of its own.
  class CallSession extends RpcTarget {}
  for (const method of rpcMethods(object)) {
    if (method === "session") continue;
    Object.defineProperty(CallSession.prototype, method, {
      value: (...args: unknown[]) =>
        guard(call, results.includes(method), () =>
          Reflect.apply(Reflect.get(object, method), object, args),
        ),
    });
  }
  return new CallSession();
}

function guard(call: Call, answersResult: boolean, run: () => unknown): unknown {
  // Clocks of different machines differ by milliseconds, so a deadline is no lock.
  if (call.deadline === undefined || Date.now() < call.deadline) return within({ call }, run);
  if (answersResult) return fail(DEADLINE_PASSED);
  throw new DeadlineError(DEADLINE_PASSED.message);
}
