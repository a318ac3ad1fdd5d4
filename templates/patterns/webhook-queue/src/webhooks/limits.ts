/** What bounds the work of one object. */
export interface QueueLimits {
  /** Lanes that are worked on at the same time. */
  readonly concurrency: number;
  /** Deliveries of one lane in a row, before another lane gets its turn. */
  readonly laneDeliveries: number;
  /** How long a lane goes on starting attempts before another lane gets its turn. */
  readonly laneMs: number;
  /** How long a handler may take. */
  readonly attemptMs: number;
  /** Attempts after which a delivery becomes a dead letter. */
  readonly maxAttempts: number;
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  /** How long processed deliveries are kept, and so how long their ids are recognised. */
  readonly keepProcessedMs: number;
  readonly keepDeadMs: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** Change these to suit your handlers. */
export const LIMITS: QueueLimits = {
  // The platform lets one event have 6 connections open; more would only queue for them.
  concurrency: 6,
  laneDeliveries: 10,
  laneMs: 30 * SECOND,
  // With laneMs and the scheduler's 5 minutes an alarm ends after 6 of its 15 minutes.
  attemptMs: 30 * SECOND,
  // 2 s, 4 s, … 1 h: the last attempt comes some 9 hours after the first.
  maxAttempts: 20,
  firstRetryMs: 2 * SECOND,
  lastRetryMs: HOUR,
  // Longer than any sender goes on sending again; Stripe does for 3 days.
  keepProcessedMs: 7 * DAY,
  keepDeadMs: 30 * DAY,
};

/** Rows that one run of the clean-up deletes, each with its attempts. */
export const EXPIRE_BATCH = 500;
/** How often the clean-up looks, while there is something to keep. */
export const EXPIRE_EVERY_MS = HOUR;
