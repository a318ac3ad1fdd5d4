import { env } from "cloudflare:workers";
import { unique } from "./client";
import { fill } from "./leases/object";
import { runTask, testCosts } from "./queries/cost";

const TTL = 60_000;
const mine = { resource: "mine", holder: "me" };
const theirs = { resource: "filler-1", holder: "me" };

async function scopeOf(leases: number) {
  const stub = env.COORDINATOR.getByName(unique("scope"));
  await stub.acquire({ ...mine, ttlMs: TTL });
  await fill(stub, leases, Date.now() + 10 * TTL);
  return stub;
}

testCosts(scopeOf, [250, 900], {
  // A new lease counts the others, at most 1,000.
  acquire: {
    call: (scope) => scope.acquire({ resource: "new", holder: "me", ttlMs: TTL }),
    read: 1_010,
    written: 10,
    grows: true,
  },
  "acquire what one has": {
    call: (scope) => scope.acquire({ ...mine, ttlMs: TTL }),
    read: 10,
    written: 5,
  },
  "acquire what somebody else has": {
    call: (scope) => scope.acquire({ ...theirs, ttlMs: TTL }),
    read: 5,
    written: 0,
  },
  renew: {
    call: (scope) => scope.renew({ ...mine, fencingToken: 1, ttlMs: 2 * TTL }),
    read: 10,
    written: 5,
  },
  release: { call: (scope) => scope.release({ ...mine, fencingToken: 1 }), read: 10, written: 5 },
  get: { call: (scope) => scope.get({ resource: "mine" }), read: 5, written: 0 },
  list: { call: (scope) => scope.list({ limit: 50 }), read: 55, written: 0 },
  "list further on": { call: (scope) => scope.list({ after: "filler-2" }), read: 55, written: 0 },
  "the sweep of a batch": {
    call: (scope, state) => {
      state.storage.sql.exec("UPDATE leases SET expires_at = 1");
      return runTask(scope, state, "sweep", "leases");
    },
    read: 850,
    written: 250,
  },
});
