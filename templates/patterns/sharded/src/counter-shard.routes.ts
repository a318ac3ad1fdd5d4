import { Hono } from "hono";
import * as v from "valibot";
import { openCounter } from "./counter-shard.client";
// #if hibernation
import { feed } from "./counter-shard.feed.routes";
// #end
// #if observability
import { shardStub } from "./counter-shard.stub";
// #end
import { Increment, MAX_INCREMENTS } from "./counter/protocol";
// #if recovery
import { recovery } from "./counter-shard.recovery.routes";
// #end
import { authenticate, requireRole, type Authenticated, type Caller } from "./http/auth";
import { respond } from "./http/errors";
import { limitBody, readJson, readParams, readQuery } from "./http/input";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { Name } from "./kit/validate";

const CounterPath = v.object({ counter: Name });
const IncrementBody = v.strictObject({ ...Increment.entries, key: v.optional(Name) });
const IncrementsBody = v.strictObject({
  increments: v.pipe(v.array(IncrementBody), v.minLength(1), v.maxLength(MAX_INCREMENTS)),
});

const NumberText = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/, "use up to 4 digits"),
  v.transform(Number),
);
const BreakdownQuery = v.strictObject({
  after: v.optional(NumberText),
  limit: v.optional(NumberText),
});

/**
 * Counters over HTTP. Every caller may count and read; decide here who may
 * count what, and how much.
 */
export const routes = new Hono<Authenticated>();

// #if hibernation
routes.route("/:counter/feed", feed);

// #end
// #if recovery
routes.route("/admin/:counter/:shard/recovery", recovery);

// #end
routes.use(limitBody(), authenticate);
// #if rate-limit
routes.use(limitRate("COUNTER_SHARD_RATE_LIMIT"));
// #end

routes.post("/:counter/increment", async (c) => {
  const { counter } = readParams(c, CounterPath);
  const body = await readJson(c, IncrementBody);
  const increment = { ...body, key: callerKey(c.get("caller"), body.key) };
  return respond(c, await openCounter(c.env, counter).increment(increment));
});

routes.post("/:counter/increments", async (c) => {
  const { counter } = readParams(c, CounterPath);
  const { increments } = await readJson(c, IncrementsBody);
  const caller = c.get("caller");
  const outcomes = await openCounter(c.env, counter).incrementMany(
    increments.map((body) => ({ ...body, key: callerKey(caller, body.key) })),
  );
  return c.json({ outcomes });
});

routes.get("/:counter", async (c) => {
  const { counter } = readParams(c, CounterPath);
  return respond(c, await openCounter(c.env, counter).total());
});

routes.get("/:counter/breakdown", requireRole("admin"), async (c) => {
  const { counter } = readParams(c, CounterPath);
  return c.json(await openCounter(c.env, counter).breakdown(readQuery(c, BreakdownQuery)));
});

// #if observability
routes.get("/:counter/metrics/:shard", requireRole("admin"), async (c) => {
  const { counter, shard } = readParams(c, v.object({ counter: Name, shard: NumberText }));
  return c.json(await shardStub(c.env, counter, shard).metrics());
});

// #end
/**
 * Keys belong to their caller, and idempotency keys to their key: nobody can
 * use up those of somebody else. A name has no slash in it.
 */
function callerKey(caller: Caller, key: string | undefined): string {
  return key === undefined ? caller.id : `${caller.id}/${key}`;
}
