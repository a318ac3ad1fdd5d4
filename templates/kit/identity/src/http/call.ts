import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import { currentContext, type Call } from "../kit/context";
import { forCall, RequestId, type SessionCall } from "../kit/identity.call";

/** How long a request may take when the client does not say, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** The longest that a client may ask for. */
export const MAX_TIMEOUT_MS = 60_000;

const Timeout = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(MAX_TIMEOUT_MS),
);

/**
 * Gives every request an id and a deadline, which go with it into the objects.
 *
 * The client may send both: `X-Request-Id`, which the answer repeats, and
 * `X-Timeout-Ms`, after which it does not wait any more. It is a time span
 * since the clock of a client may be wrong. What does not fit is ignored.
 */
export const identifyCall = createMiddleware(async (c, next) => {
  const requestId = v.safeParse(RequestId, c.req.header("X-Request-Id") ?? c.req.header("CF-Ray"));
  const timeout = v.safeParse(Timeout, c.req.header("X-Timeout-Ms"));
  const call: Call = {
    requestId: requestId.success ? requestId.output : crypto.randomUUID(),
    deadline: Date.now() + (timeout.success ? timeout.output : DEFAULT_TIMEOUT_MS),
  };
  c.header("X-Request-Id", call.requestId);
  await forCall(call, next);
});

/** Says on whose behalf the request is, once that is verified. */
export function setActor(id: string): void {
  const { call } = currentContext();
  if (call !== undefined) call.actor = id;
}

/** The call that this code runs for; undefined outside of a request. */
export function currentCall(): Call | undefined {
  return currentContext().call;
}

/**
 * Opens the session of an object for a call. It does not wait for it: what is
 * called on the session travels along, so that both are one round trip and one
 * billed request. The request, or the call of the object that opens it,
 * disposes of it in the end.
 * https://developers.cloudflare.com/workers/runtime-apis/rpc/#promise-pipelining
 */
export function openSession<Opened extends object>(
  stub: { readonly name?: string; session(call: SessionCall): Opened },
  { requestId, actor, deadline }: Call,
): Opened {
  const session = stub.session({
    requestId,
    ...(actor !== undefined && { actor }),
    ...(deadline !== undefined && { deadline }),
    ...(stub.name !== undefined && { name: stub.name }),
  });
  // Where it cannot be opened, what is called on it fails with the same error, and is looked at.
  void Promise.resolve(session).catch(() => {});
  if (isDisposable(session)) currentContext().opened?.push(session);
  return session;
}

/** The generated types do not say that a promise of a stub can be disposed of. */
function isDisposable(value: object): value is Disposable {
  return Symbol.dispose in value;
}
