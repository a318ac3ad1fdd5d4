import type { WebhookQueue } from "./webhook-queue";
// #if location
import { readPlace, stubAt } from "./kit/location";
// #end

/** What finding a partition needs of the Worker's environment. */
export interface PartitionEnv {
  readonly WEBHOOK_QUEUE: DurableObjectNamespace<WebhookQueue>;
  // #if location
  readonly WEBHOOK_QUEUE_JURISDICTION: unknown;
  readonly WEBHOOK_QUEUE_LOCATION_HINT: unknown;
  // #end
}

/**
 * The object that is a partition of the queue. Everything that calls one finds
 * it here. A stub that has failed stays broken, so each call makes its own.
 */
export function partitionStub(env: PartitionEnv, partition: string) {
  // #if location
  const place = readPlace(env, "WEBHOOK_QUEUE");
  if (place !== undefined) return stubAt(place, env.WEBHOOK_QUEUE, partition);
  // #end
  return env.WEBHOOK_QUEUE.getByName(partition);
}
