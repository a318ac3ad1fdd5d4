import { Hono } from "hono";
import * as v from "valibot";
// #if hibernation
import { feed } from "./webhook-queue.feed.routes";
// #end
// #if recovery
import { recovery } from "./webhook-queue.recovery.routes";
// #end
import { authenticate, requireRole, type Authenticated } from "./http/auth";
import { respond, respondFailure } from "./http/errors";
import { limitBody, readParams, readQuery } from "./http/input";
// #if rate-limit
import { byNetwork, limitRate } from "./http/rate-limit";
// #end
import { PageSize } from "./kit/validate";
import { PartitionCursor, WebhookQueueClient } from "./webhook-queue.client";
// #if observability
import { Name } from "./kit/validate";
import { partitionStub } from "./webhook-queue.stub";
// #end
import { DeliveryRef, MAX_PAYLOAD_BYTES } from "./webhooks/delivery";
import { receive } from "./webhooks/receive";

const DEFAULT_PAGE = 50;

const PageQuery = v.strictObject({
  cursor: v.optional(v.nullable(PartitionCursor), null),
  limit: v.optional(
    v.pipe(v.string(), v.digits(), v.transform(Number), PageSize),
    `${DEFAULT_PAGE}`,
  ),
});

/** Senders prove who they are by their signature, operators by a token with the role `admin`. */
export const routes = new Hono<Authenticated>();

// #if rate-limit
// Not by source: before the signature is checked, anybody could use up what a sender may send.
routes.use("/:source", limitRate("WEBHOOK_QUEUE_RATE_LIMIT", byNetwork));

// #end
routes.post("/:source", limitBody(MAX_PAYLOAD_BYTES), async (c) => {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const message = { headers: c.req.raw.headers, body };
  const received = await receive(c.req.param("source"), message, c.env, Date.now());
  if (!received.ok) return respondFailure(c, received.error);

  const { status } = await new WebhookQueueClient(c.env).enqueue(received.value);
  return c.json({ id: received.value.id, status }, status === "accepted" ? 202 : 200);
});

// #if hibernation
routes.route("/admin/feed/:partition", feed);

// #end
// #if recovery
routes.route("/admin/:partition/recovery", recovery);

// #end
routes.use("/admin/*", limitBody(), authenticate, requireRole("admin"));
// #if rate-limit
routes.use("/admin/*", limitRate("WEBHOOK_QUEUE_RATE_LIMIT"));
// #end

routes.get("/admin/stats", async (c) => c.json(await new WebhookQueueClient(c.env).stats()));

routes.get("/admin/deliveries", async (c) => {
  const { cursor, limit } = readQuery(c, PageQuery);
  return c.json(await new WebhookQueueClient(c.env).listDeliveries(cursor, limit));
});

routes.get("/admin/deliveries/:source/:id", async (c) =>
  respond(c, await new WebhookQueueClient(c.env).getDelivery(readParams(c, DeliveryRef))),
);

routes.post("/admin/deliveries/:source/:id/replay", async (c) =>
  respond(c, await new WebhookQueueClient(c.env).replay(readParams(c, DeliveryRef)), 202),
);

routes.get("/admin/dead-letters", async (c) => {
  const { cursor, limit } = readQuery(c, PageQuery);
  return c.json(await new WebhookQueueClient(c.env).listDeadLetters(cursor, limit));
});

routes.post("/admin/dead-letters/replay", async (c) => {
  const { cursor, limit } = readQuery(c, PageQuery);
  return c.json(await new WebhookQueueClient(c.env).replayAll(cursor, limit), 202);
});
// #if observability

routes.get("/admin/metrics/:partition", async (c) => {
  const { partition } = readParams(c, v.object({ partition: Name }));
  return c.json(await partitionStub(c.env, partition).metrics());
});
// #end
