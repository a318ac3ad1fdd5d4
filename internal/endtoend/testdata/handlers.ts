import type { WebhookDelivery, WebhookHandlers } from "./webhooks/handler";

/** What a user writes: hand the event on to another service, under its idempotency key. */
export const handlers: WebhookHandlers = { standard: apply, stripe: apply, github: apply };

async function apply(delivery: WebhookDelivery, env: Env): Promise<void> {
  const response = await fetch(String(Reflect.get(env, "EFFECTS_URL")), {
    method: "POST",
    headers: { "Idempotency-Key": delivery.idempotencyKey },
    body: JSON.stringify(delivery.payload),
    signal: delivery.signal,
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
}
