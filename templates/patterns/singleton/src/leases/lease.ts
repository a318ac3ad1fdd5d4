// #if rate-limit
import type { RateLimited } from "../kit/rate-limit";
// #end
import type { ExpectedFailure } from "../kit/result";

/** The right of one holder to one resource, for a time. Times are milliseconds since the epoch. */
export type Lease = {
  readonly resource: string;
  readonly holder: string;
  /** Greater than that of every earlier lease of the scope. The resource refuses smaller ones. */
  readonly fencingToken: number;
  readonly acquiredAt: number;
  /** By the clock of the object. From this moment on the lease is free. */
  readonly expiresAt: number;
};

/** One page of leases, in the order of their resources. */
export type LeasePage = {
  readonly leases: readonly Lease[];
  /** Pass it as `after` to get the next page; null on the last one. */
  readonly next: string | null;
};

/** Somebody else has the lease. */
export interface LeaseHeld extends ExpectedFailure {
  readonly code: "conflict";
  /** Who has it, and until when unless they renew it. */
  readonly current: Lease;
}

/** The caller had the lease and has it no more, or never did: it must stop what it does under it. */
export interface LeaseLost extends ExpectedFailure {
  readonly code: "conflict";
  /** Who has it now; null when nobody has. */
  readonly current: Lease | null;
}

/** Nobody has the lease. */
export interface LeaseFree extends ExpectedFailure {
  readonly code: "not_found";
}

/** The scope has no room for one more lease until another ends. */
export interface ScopeFull extends ExpectedFailure {
  readonly code: "rate_limited";
  readonly limit: number;
  /** Until the first lease expires, if it is not renewed. */
  readonly retryAfterMs: number;
}

/** Why a lease was not granted. */
export type AcquireRefusal =
  // Somebody else has it.
  | LeaseHeld
  // #if rate-limit
  // The holder asks too often.
  | RateLimited
  // #end
  // There is no room for one more.
  | ScopeFull;

export function leaseHeld(current: Lease): LeaseHeld {
  const { resource, holder } = current;
  return { code: "conflict", message: `"${resource}" is held by "${holder}"`, current };
}

export function leaseLost(resource: string, current: Lease | undefined): LeaseLost {
  const message = `the lease of "${resource}" is no longer yours`;
  return { code: "conflict", message, current: current ?? null };
}

export function leaseFree(resource: string): LeaseFree {
  return { code: "not_found", message: `nobody holds "${resource}"` };
}

export function scopeFull(limit: number, retryAfterMs: number): ScopeFull {
  const message = `this scope already has ${limit} leases`;
  return { code: "rate_limited", message, limit, retryAfterMs };
}
