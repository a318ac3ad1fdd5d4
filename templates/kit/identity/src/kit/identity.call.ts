import * as v from "valibot";
import { currentContext, whenDone, within, type Call } from "./context";
import type { ExpectedFailure } from "./result";

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

export const DEADLINE_PASSED: DeadlinePassed = {
  code: "deadline_passed",
  message: "the deadline of this call has passed; nothing was done",
};

/** Thrown in place of an answer that has no room for a failure. `failure` crosses RPC with it. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
  readonly failure = DEADLINE_PASSED;

  constructor() {
    super(DEADLINE_PASSED.message);
  }
}

/** The failure in an error that a session has thrown; undefined if it is another error. */
export function deadlinePassed(error: Error): DeadlinePassed | undefined {
  const failure: unknown = Reflect.get(error, "failure");
  if (typeof failure !== "object" || failure === null) return undefined;
  return Reflect.get(failure, "code") === DEADLINE_PASSED.code ? DEADLINE_PASSED : undefined;
}

/** For where all calls have failed: if one has because it was too late, that is the answer. */
export function throwIfLate(results: readonly PromiseSettledResult<unknown>[]): void {
  for (const result of results) {
    const reason: unknown = result.status === "rejected" ? result.reason : undefined;
    if (reason instanceof Error && deadlinePassed(reason) !== undefined) throw reason;
  }
}

/**
 * Whether nobody waits for the answer any more. Clocks of different machines
 * differ by milliseconds, so a deadline is no lock.
 */
export function isLate({ deadline }: Call): boolean {
  return deadline !== undefined && Date.now() >= deadline;
}

const CALL = "X-Verified-Call";

const CallHeader = v.pipe(v.string(), v.parseJson(), SessionCall);

/**
 * The current call as headers, for a request that opens a WebSocket: an upgrade
 * cannot go through a session. Put them on a request that is made anew. One
 * that is passed on as the client sent it would let the client say who it is.
 */
export function callHeaders(): Record<string, string> {
  const { call } = currentContext();
  if (call === undefined) return {};
  const { requestId, actor, deadline } = call;
  return { [CALL]: JSON.stringify({ requestId, actor, deadline }) };
}

/** The call that the Worker says a request belongs to. */
export function callOf(request: unknown): Call | undefined {
  if (!(request instanceof Request)) return undefined;
  const call = v.safeParse(CallHeader, request.headers.get(CALL));
  return call.success ? call.output : undefined;
}

/** Runs the work for a call. Sessions that it opens with other objects end with it. */
export function forCall(call: Call, work: () => unknown): unknown {
  const opened: Disposable[] = [];
  const close = () => {
    for (const each of opened) each[Symbol.dispose]();
  };
  try {
    return whenDone(within({ call, opened }, work), close);
  } catch (error) {
    close();
    throw error;
  }
}
