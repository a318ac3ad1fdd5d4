/** What the queue tells about itself. Times are milliseconds since the epoch. */

/** `dead` means: given up after too many attempts, kept to be replayed. */
export type DeliveryStatus = "pending" | "processed" | "dead";

export interface DeliverySummary {
  /** The place in its partition's order of arrival. */
  readonly seq: number;
  readonly source: string;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  /** Attempts since it arrived or was last replayed. */
  readonly attempts: number;
  readonly replays: number;
  readonly receivedAt: number;
  readonly finishedAt: number | null;
}

/** `interrupted`: the object was restarted or moved while the attempt ran. */
export interface Attempt {
  /** 0 for the attempts on arrival, 1 for those after the first replay, … */
  readonly replay: number;
  readonly number: number;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly outcome: "running" | "succeeded" | "failed" | "timed_out" | "interrupted";
  readonly error: string | null;
}

export interface DeliveryDetails extends DeliverySummary {
  readonly payload: string;
  /** The attempts, the newest first. */
  readonly history: readonly Attempt[];
}

/** A part of a list. `next` asks for the following part; null after the last. */
export interface Page<Item, Cursor = number> {
  readonly items: readonly Item[];
  readonly next: Cursor | null;
}

/** Each number stops at 100,000 per partition. */
export interface QueueStats {
  readonly pending: number;
  readonly processed: number;
  readonly dead: number;
  /** When the oldest pending delivery arrived: alert on its age. */
  readonly oldestPendingAt: number | null;
}
