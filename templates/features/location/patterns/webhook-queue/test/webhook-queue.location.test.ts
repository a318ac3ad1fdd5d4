import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { readPlace } from "../src/kit/location";
import { unique } from "./client";
import { recorded, type Asked } from "./kit/location.recorder";
import { handleWith, incoming } from "./webhook-queue.driver";
import { WebhookQueueClient } from "../src/webhook-queue.client";
import { partitionStub } from "../src/webhook-queue.stub";
import { itReads } from "./settings";

afterEach(() => vi.restoreAllMocks());

it("the queue calls its partitions where the configuration says", async () => {
  const asked: Asked[] = [];
  const queue = new WebhookQueueClient({
    WEBHOOK_QUEUE: recorded(env.WEBHOOK_QUEUE, asked),
    WEBHOOK_QUEUE_PARTITIONS: [7],
    WEBHOOK_QUEUE_JURISDICTION: "eu",
    WEBHOOK_QUEUE_LOCATION_HINT: "weur",
  });
  handleWith();
  const { delivery } = incoming(unique());
  const ref = { source: delivery.source, id: delivery.id };
  await queue.enqueue(delivery);
  await queue.stats();
  await queue.listDeliveries(null, 10);
  await queue.listDeadLetters(null, 10);
  await queue.replayAll(null, 10);
  await queue.getDelivery(ref);
  await queue.replay(ref);
  expect(asked.length).toBeGreaterThanOrEqual(7);
  for (const { jurisdiction, locationHint } of asked)
    expect([jurisdiction, locationHint]).toEqual(["eu", "weur"]);
});

itReads(["WEBHOOK_QUEUE_JURISDICTION", "WEBHOOK_QUEUE_LOCATION_HINT"], () =>
  readPlace(env, "WEBHOOK_QUEUE"),
);

it("there is no place in the local runtime, and none is ignored", () => {
  const name = unique();
  expect(partitionStub(env, name).id.equals(env.WEBHOOK_QUEUE.idFromName(name))).toBe(true);
  const elsewhere = { ...env, WEBHOOK_QUEUE_JURISDICTION: "eu" };
  expect(() => partitionStub(elsewhere, name)).toThrow("no jurisdiction");
});
