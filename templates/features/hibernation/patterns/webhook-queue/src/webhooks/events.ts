import type { DeliveryStatus } from "./views";

/** A delivery without its payload, which the admin routes show. */
export interface DeliveryChange {
  readonly source: string;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  /** Attempts since it arrived or was last replayed. */
  readonly attempts: number;
}

/** What the feed of a partition tells. */
export type DeliveryEvents = {
  readonly "delivery.accepted": DeliveryChange;
  readonly "delivery.processed": DeliveryChange;
  /** An attempt has failed; either another follows or the delivery is dead next. */
  readonly "attempt.failed": DeliveryChange;
  readonly "delivery.dead": DeliveryChange;
  readonly "delivery.replayed": DeliveryChange;
};

/** What to tell of a delivery. */
export function changeOf(
  { source, id, key, type }: Pick<DeliveryChange, "source" | "id" | "key" | "type">,
  status: DeliveryStatus,
  attempts: number,
): DeliveryChange {
  return { source, id, key, type, status, attempts };
}
