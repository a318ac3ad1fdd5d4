import { Hono } from "hono";
import type { Authenticated } from "./http/auth";
import { authenticateFeed, openFeed } from "./http/feed";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { userStub } from "./user-session.stub";

/** Connects callers with their own feed. */
export const feed = new Hono<Authenticated>();

feed.use(authenticateFeed);
// #if rate-limit
feed.use(limitRate("USER_SESSION_RATE_LIMIT"));
// #end

feed.get("/", (c) => openFeed(c, userStub(c.env, c.get("caller").id)));
