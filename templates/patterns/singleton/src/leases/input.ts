import * as v from "valibot";
import { Name, PageSize } from "../kit/validate";

/** Shorter leases end by network delays alone, and renewing them would be most of the load. */
export const MIN_TTL_MS = 1_000;

/** A holder that died blocks everybody else for at most this long; one that lives renews. */
export const MAX_TTL_MS = 60 * 60 * 1_000;

const DEFAULT_PAGE_SIZE = 50;

export const Ttl = v.pipe(v.number(), v.integer(), v.minValue(MIN_TTL_MS), v.maxValue(MAX_TTL_MS));

export const FencingToken = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A name, or two joined by `/`: who, and which of their instances. A name has no `/` of its own. */
export const Holder = v.pipe(
  v.string(),
  v.maxLength(257),
  v.regex(/^[\w.:@-]{1,128}(\/[\w.:@-]{1,128})?$/, "use a name, or two names joined by /"),
);

export const AcquireInput = v.strictObject({ resource: Name, holder: Holder, ttlMs: Ttl });
export type AcquireInput = v.InferInput<typeof AcquireInput>;

export const RenewInput = v.strictObject({
  resource: Name,
  holder: Holder,
  fencingToken: FencingToken,
  ttlMs: Ttl,
});
export type RenewInput = v.InferInput<typeof RenewInput>;

export const ReleaseInput = v.strictObject({
  resource: Name,
  holder: Holder,
  fencingToken: FencingToken,
});
export type ReleaseInput = v.InferInput<typeof ReleaseInput>;

export const GetInput = v.strictObject({ resource: Name });
export type GetInput = v.InferInput<typeof GetInput>;

export const ListInput = v.strictObject({
  after: v.optional(Name),
  limit: v.optional(PageSize, DEFAULT_PAGE_SIZE),
});
export type ListInput = v.InferInput<typeof ListInput>;
