import { env } from "cloudflare:workers";
import { unique } from "./client";
import { fill } from "./leases/object";
import { runTask, testCosts } from "./queries/cost";
// #if hibernation
import type { Coordinator } from "../src/coordinator";
import { subscriptionFor } from "../src/kit/feed.subscribers";
// #end

const TTL = 60_000;
const mine = { resource: "mine", holder: "me" };
const theirs = { resource: "filler-1", holder: "me" };

async function scopeOf(leases: number) {
  const stub = env.COORDINATOR.getByName(unique("scope"));
  await stub.acquire({ ...mine, ttlMs: TTL });
  await fill(stub, leases, Date.now() + 10 * TTL);
  return stub;
}

// #if hibernation
/** Opens the feed, as somebody who comes back for all that was told since it began. */
function follow(scope: Coordinator, { storage }: DurableObjectState): Response {
  const [log] = storage.sql.exec<{ floor: number }>("SELECT floor FROM _feed").toArray();
  const expiresAt = Date.now() + TTL;
  return scope.fetch(subscriptionFor({ id: "ann", expiresAt, after: log?.floor ?? null }));
}

// #end
testCosts(scopeOf, [250, 900], {
  // A row for each step of the schema is among them, and there is room for ten more steps.
  "waking up": {
    wakes: true,
    call: (scope) => scope.get({ resource: "mine" }),
    read: 22,
    written: 1,
  },
  // A new lease counts the others, at most 1,000.
  acquire: {
    call: (scope) => scope.acquire({ resource: "new", holder: "me", ttlMs: TTL }),
    read: 910,
    written: 5,
    grows: true,
  },
  "acquire what one has": {
    call: (scope) => scope.acquire({ ...mine, ttlMs: TTL }),
    read: 5,
    written: 2,
  },
  "acquire what somebody else has": {
    call: (scope) => scope.acquire({ ...theirs, ttlMs: TTL }),
    read: 3,
    written: 0,
  },
  renew: {
    call: (scope) => scope.renew({ ...mine, fencingToken: 1, ttlMs: 2 * TTL }),
    read: 6,
    written: 2,
  },
  release: { call: (scope) => scope.release({ ...mine, fencingToken: 1 }), read: 5, written: 1 },
  get: { call: (scope) => scope.get({ resource: "mine" }), read: 4, written: 0 },
  list: { call: (scope) => scope.list({ limit: 50 }), read: 54, written: 0 },
  "list further on": { call: (scope) => scope.list({ after: "filler-2" }), read: 54, written: 0 },
  "the sweep of a batch": {
    call: (scope, state) => {
      state.storage.sql.exec("UPDATE leases SET expires_at = 1");
      return runTask(scope, state, "sweep", "leases");
    },
    read: 810,
    written: 206,
  },
  // #if hibernation
  "opening the feed": { call: follow, read: 5, written: 3 },
  "a change that a listener is told of": {
    before: follow,
    call: (scope) => scope.renew({ ...mine, fencingToken: 1, ttlMs: 2 * TTL }),
    read: 7,
    written: 3,
  },
  "opening the feed after 10 changes": {
    before: (scope, state) => {
      follow(scope, state);
      for (let times = 2; times < 12; times += 1)
        scope.renew({ ...mine, fencingToken: 1, ttlMs: times * TTL });
    },
    call: follow,
    read: 13,
    written: 0,
  },
  // #end
  // #if ttl
  "the task that ends what is idle": {
    call: (scope, state) => runTask(scope, state, "idle", "object"),
    read: 10,
    written: 5,
  },
  // #end
});
