import type { SourceName } from "./sources";

/** A delivery as your code gets it. */
export interface WebhookDelivery {
  readonly source: SourceName;
  /** What the sender calls the delivery. */
  readonly id: string;
  /**
   * The same in every attempt, also after a crash and after a replay. An
   * attempt can be cut off after it has had its effect, so use this to make
   * the effect happen once: pass it on as an idempotency key, or store it in
   * the same transaction as the effect.
   */
  readonly idempotencyKey: string;
  /** Deliveries of one source with the same key come one after the other, in order of arrival. */
  readonly key: string;
  /** What happened, in the sender's words; empty if the sender did not say. */
  readonly type: string;
  /** The body as JSON. The sender is verified, the shape is not: `parse` of `src/kit/validate.ts` does that. */
  readonly payload: unknown;
  /** 1 for the first attempt, and again after a replay. */
  readonly attempt: number;
  /**
   * Aborted when the attempt has run out of time. Pass it to `fetch`: what
   * ignores it may run on beside the next attempt.
   */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** Returns when the delivery is processed; throws to have it tried again. */
export type WebhookHandler = (delivery: WebhookDelivery, env: Env) => void | Promise<void>;

/** One handler for each source. */
export type WebhookHandlers = Record<SourceName, WebhookHandler>;
