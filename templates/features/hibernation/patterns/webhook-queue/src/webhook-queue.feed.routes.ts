import { Hono } from "hono";
import * as v from "valibot";
import { requireRole, type Authenticated } from "./http/auth";
import { respondFailure } from "./http/errors";
import { authenticateFeed, openFeed } from "./http/feed";
import { readParams } from "./http/input";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { Name } from "./kit/validate";
import { WebhookQueueClient } from "./webhook-queue.client";

const Path = v.object({ partition: Name });

/** Connects operators with the feed of one partition. The statistics name them. */
export const feed = new Hono<Authenticated>();

feed.use(authenticateFeed, requireRole("admin"));
// #if rate-limit
feed.use(limitRate("WEBHOOK_QUEUE_RATE_LIMIT"));
// #end

feed.get("/", (c) => {
  const partition = new WebhookQueueClient(c.env).partition(readParams(c, Path).partition);
  if (partition !== undefined) return openFeed(c, partition);
  return respondFailure(c, { code: "not_found", message: "there is no such partition" });
});
