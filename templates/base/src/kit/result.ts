/**
 * How a Durable Object answers a call that can fail in an expected way.
 *
 * Expected failures are values, so that callers must look at them and so that
 * they cross RPC with their type. Exceptions are for bugs and for the platform.
 */
export type Result<Value, Failure extends ExpectedFailure = ExpectedFailure> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Failure };

/** What every expected failure says. Add fields to tell a caller more. */
export interface ExpectedFailure {
  readonly code: FailureCode;
  /** One sentence for the caller. It is sent over HTTP: no secrets, no internals. */
  readonly message: string;
  /** When it makes sense to try again, in milliseconds from now. */
  readonly retryAfterMs?: number;
}

/** The kinds of failure; `src/http/errors.ts` gives each its HTTP status. */
export type FailureCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  // #if identity
  | "deadline_passed"
  // #end
  | "unavailable";

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function fail<const Failure extends ExpectedFailure>(
  error: Failure,
): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error };
}
