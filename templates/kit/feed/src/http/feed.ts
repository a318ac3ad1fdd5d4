import type { Context } from "hono";
import { every } from "hono/combine";
import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import { FEED_PROTOCOL } from "../kit/feed.protocol";
import { subscriptionFor } from "../kit/feed.subscribers";
import { authenticate, bearerFromSubprotocol, type Authenticated } from "./auth";
import { HttpFailure } from "./errors";
import { readQuery } from "./input";
import { checkOrigin } from "./origin";

const FeedQuery = v.strictObject({
  /** The number of the last event that the client has seen. */
  after: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,15}$/, "must be a number"), v.transform(Number)),
  ),
});

const checkUpgrade = createMiddleware<Authenticated>(async (c, next) => {
  const offered = c.req.header("Sec-WebSocket-Protocol")?.split(",") ?? [];
  if (
    c.req.header("Upgrade")?.toLowerCase() !== "websocket" ||
    !offered.some((name) => name.trim() === FEED_PROTOCOL)
  ) {
    throw new HttpFailure({
      code: "invalid_input",
      message: `open a WebSocket that offers the subprotocols ${FEED_PROTOCOL} and bearer.<token>`,
    });
  }
  await next();
});

/**
 * Lets only those through who may open a WebSocket, and sets `caller`. Put it
 * before middleware of the other routes: a browser sends its token in another
 * place here, which this looks into.
 */
export const authenticateFeed = every(
  checkOrigin((env) => env.FEED_ORIGINS),
  bearerFromSubprotocol,
  authenticate,
  checkUpgrade,
);

/** Connects the caller with the feed of an object. */
export function openFeed(c: Context<Authenticated>, object: DurableObjectStub): Promise<Response> {
  const { id, expiresAt } = c.get("caller");
  const { after = null } = readQuery(c, FeedQuery);
  return object.fetch(subscriptionFor({ id, expiresAt, after }));
}
