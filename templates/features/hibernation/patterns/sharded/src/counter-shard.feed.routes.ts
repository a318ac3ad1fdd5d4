import { Hono } from "hono";
import * as v from "valibot";
import { shardStub } from "./counter-shard.stub";
import type { Authenticated } from "./http/auth";
import { authenticateFeed, openFeed } from "./http/feed";
import { readParams } from "./http/input";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { Name } from "./kit/validate";

const Path = v.object({ counter: Name });

/** Connects callers with the feed of a counter, which its first shard has. */
export const feed = new Hono<Authenticated>();

feed.use(authenticateFeed);
// #if rate-limit
feed.use(limitRate("COUNTER_SHARD_RATE_LIMIT"));
// #end

feed.get("/", (c) => openFeed(c, shardStub(c.env, readParams(c, Path).counter, 0)));
