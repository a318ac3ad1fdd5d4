import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { matchedRoutes } from "hono/route";
import type { ContentfulStatusCode } from "hono/utils/http-status";
// #if identity
import { deadlinePassed } from "../kit/identity.call";
// #end
import { log } from "../kit/log";
import type { ExpectedFailure, FailureCode, Result } from "../kit/result";
import { errorText, InvalidInputError } from "../kit/validate";

/** The one place that turns failures into HTTP. Bodies are `{ "error": { "code", "message" } }`. */
const STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  // #if identity
  deadline_passed: 504,
  // #end
} as const satisfies Record<FailureCode, ContentfulStatusCode>;

/** When to come back to something that is unavailable and does not say when. */
const UNAVAILABLE_MS = 1_000;

/** An expected failure on the way through the Worker, for middleware to throw. */
export class HttpFailure extends Error {
  override readonly name = "HttpFailure";

  constructor(readonly failure: ExpectedFailure) {
    super(failure.message);
  }
}

/** Answers with the value of a result, or with its failure and that failure's status. */
export function respond<Value>(
  c: Context,
  result: Result<Value>,
  status: ContentfulStatusCode = 200,
) {
  if (!result.ok) return respondFailure(c, result.error);
  return c.json(result.value as object, status);
}

/** Answers with a failure and its status, and in seconds when to come back if it says so. */
export function respondFailure(c: Context, failure: ExpectedFailure): Response {
  const retryAfterMs =
    failure.retryAfterMs ?? (failure.code === "unavailable" ? UNAVAILABLE_MS : undefined);
  if (retryAfterMs !== undefined) c.header("Retry-After", `${Math.ceil(retryAfterMs / 1_000)}`);
  return c.json({ error: failure }, STATUS[failure.code]);
}

export function handleNotFound(c: Context): Response {
  return respondFailure(c, { code: "not_found", message: "there is nothing at this address" });
}

/** Answers for everything that was thrown. What a caller cannot act on is logged, not sent. */
export function handleError(error: Error, c: Context): Response {
  if (error instanceof HttpFailure) return respondFailure(c, error.failure);
  if (error instanceof InvalidInputError)
    return respondFailure(c, { code: "invalid_input", message: error.message });
  if (error instanceof HTTPException) return respondException(c, error);
  // #if identity
  const refusal = deadlinePassed(error);
  if (refusal !== undefined) return respondFailure(c, refusal);
  // #end

  log("error", "request failed", {
    method: c.req.method,
    route: routeOf(c),
    error: errorText(error),
  });
  if (isTransient(error)) {
    return respondFailure(c, { code: "unavailable", message: "try again in a moment" });
  }
  return c.json({ error: { code: "internal", message: "something went wrong on our side" } }, 500);
}

/** The route of a request, for log lines: its path may name somebody. */
export function routeOf(c: Context): string | undefined {
  const matched = matchedRoutes(c);
  // Middleware matches every method, and may come behind the route that answers.
  return (matched.findLast(({ method }) => method !== "ALL") ?? matched.at(-1))?.path;
}

/** Hono's own middleware throws these: a bad token, a body over the limit. */
function respondException(c: Context, exception: HTTPException): Response {
  const code = (Object.keys(STATUS) as FailureCode[]).find(
    (key) => STATUS[key] === exception.status,
  );
  const challenge = exception.res?.headers.get("WWW-Authenticate");
  if (challenge) c.header("WWW-Authenticate", challenge);
  return respondFailure(c, {
    code: code ?? "invalid_input",
    message: exception.message.toLowerCase(),
  });
}

/**
 * Whether the platform, not our code, refused the call: the object is
 * overloaded or was reset. The runtime has already retried what is safe to retry.
 * https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
 */
function isTransient(error: Error): boolean {
  return ["retryable", "overloaded", "durableObjectReset"].some(
    (flag) => Reflect.get(error, flag) === true,
  );
}
