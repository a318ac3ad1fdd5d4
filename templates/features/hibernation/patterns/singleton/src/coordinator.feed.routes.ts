import { Hono } from "hono";
import * as v from "valibot";
import { scopeStub } from "./coordinator.stub";
import { requireRole, type Authenticated } from "./http/auth";
import { authenticateFeed, openFeed } from "./http/feed";
import { readParams } from "./http/input";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { Name } from "./kit/validate";

const Path = v.object({ scope: Name });

/** Connects services with the feed of a scope. */
export const feed = new Hono<Authenticated>();

feed.use(authenticateFeed, requireRole("service"));
// #if rate-limit
feed.use(limitRate("COORDINATOR_RATE_LIMIT"));
// #end

feed.get("/", (c) => openFeed(c, scopeStub(c.env, readParams(c, Path).scope)));
