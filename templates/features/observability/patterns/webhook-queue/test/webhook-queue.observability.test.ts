import { env } from "cloudflare:workers";
import { unique } from "./client";
import { describeObservability } from "./observability/contract";

describeObservability({
  objects: env.WEBHOOK_QUEUE,
  className: "WebhookQueue",
  newName: unique,
  entry: "enqueue",
  work: (stub) => {
    const delivery = { source: "github", id: unique(), key: "k", payload: "{}" } as const;
    return stub.enqueue({ delivery, generation: 0, plan: [1] });
  },
  fail: (stub) => stub.listDeliveries({ limit: 0 }),
  setsAlarm: false,
  path: (partition) => `/webhook-queue/admin/metrics/${partition}`,
});
