import { log } from "./kit/log";
import type { WebhookDelivery, WebhookHandlers } from "./webhooks/handler";

/**
 * Your code: what to do with a webhook.
 *
 * A handler runs at least once for each delivery, in order per key, with a
 * time limit. It may run again after a crash, so make its effect depend on
 * `idempotencyKey`. When it throws, it is tried again later; when it has
 * thrown too often, the delivery becomes a dead letter that you can replay.
 */
export const handlers: WebhookHandlers = {
  standard: note,
  stripe: note,
  github: note,
};

/** Does nothing but say so, until you replace it. */
function note({ source, type, id, attempt }: WebhookDelivery): void {
  log("info", "webhook received, no handler written yet", { source, type, id, attempt });
}
