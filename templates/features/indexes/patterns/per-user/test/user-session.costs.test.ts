import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { unique } from "./client";
import { runTask, testCosts } from "./queries/cost";
// #if hibernation
import { subscriptionFor } from "../src/kit/feed.subscribers";
// #end
// #if ttl
import { configure } from "./settings";
// #end
import { EXPIRE_SESSIONS, MAX_SESSIONS, TOUCH_INTERVAL_MS } from "../src/user/sessions";
import type { UserSession } from "../src/user-session";

/** Tokens of the first session of each object. */
const tokens = new WeakMap<SqlStorage, string>();

const input = ({ storage }: DurableObjectState) => ({ token: tokens.get(storage.sql) ?? "" });

async function userWith(sessions: number) {
  const stub = env.USER_SESSION.getByName(unique("user"));
  await runInDurableObject(stub, async (user: UserSession, { storage }) => {
    await user.setPreferences({ changes: { theme: "dark" } });
    tokens.set(storage.sql, (await user.startSession({ device: "First" })).token);
    storage.sql.exec(
      `INSERT INTO sessions (id, token_hash, device, created_at, last_seen_at, expires_at)
       WITH RECURSIVE more (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM more WHERE i < ?)
       SELECT 'more-' || i, token_hash, 'More', created_at, last_seen_at, expires_at
       FROM sessions, more`,
      sessions - 1,
    );
    storage.sql.exec("UPDATE sessions SET last_seen_at = last_seen_at - ?", TOUCH_INTERVAL_MS);
  });
  return stub;
}

// #if hibernation
/** Opens the feed, as somebody who comes back for all that was told since it began. */
function follow(user: UserSession, { storage }: DurableObjectState): Response {
  const [log] = storage.sql.exec<{ floor: number }>("SELECT floor FROM _feed").toArray();
  const expiresAt = Date.now() + 60 * 60 * 1_000;
  return user.fetch(subscriptionFor({ id: "ann", expiresAt, after: log?.floor ?? null }));
}

// #end
testCosts(userWith, [10, MAX_SESSIONS], {
  // A row for each step of the schema is among them, and there is room for ten more steps.
  "waking up": { wakes: true, call: (user) => user.getPreferences(), read: 31, written: 1 },
  getPreferences: { call: (user) => user.getPreferences(), read: 3, written: 0 },
  setPreferences: {
    call: (user) => user.setPreferences({ changes: { theme: "light" } }),
    read: 8,
    written: 3,
  },
  // To make room it looks at all sessions, of which there are never more than 50.
  startSession: {
    call: (user) => user.startSession({ device: "New" }),
    read: 58,
    written: 6,
    grows: true,
  },
  verifySession: {
    call: (user, state) => user.verifySession(input(state)),
    read: 3,
    written: 0,
  },
  touchSession: {
    call: (user, state) => user.touchSession(input(state)),
    read: 5,
    written: 2,
  },
  listSessions: { call: (user) => user.listSessions({ limit: 5 }), read: 8, written: 0 },
  revokeSession: {
    call: (user, state) => user.revokeSession({ id: input(state).token.split(".")[0] ?? "" }),
    read: 7,
    written: 3,
  },
  // Both are about all sessions.
  revokeAllSessions: {
    call: (user) => user.revokeAllSessions(),
    read: 157,
    written: 51,
    grows: true,
  },
  exportEverything: { call: (user) => user.exportEverything(), read: 54, written: 0, grows: true },
  "the task that frees sessions": {
    call: (user, state) => runTask(user, state, EXPIRE_SESSIONS, "all"),
    read: 11,
    written: 6,
  },
  deleteEverything: { call: (user) => user.deleteEverything(), read: 3, written: 1 },
  // #if hibernation
  "opening the feed": { call: follow, read: 4, written: 4 },
  "a change that a listener is told of": {
    before: follow,
    call: (user) => user.setPreferences({ changes: { theme: "light" } }),
    read: 9,
    written: 4,
  },
  "opening the feed after 10 changes": {
    before: async (user, state) => {
      follow(user, state);
      for (let times = 0; times < 10; times += 1)
        await user.setPreferences({ changes: { theme: times % 2 === 0 ? "light" : "dark" } });
    },
    call: follow,
    read: 12,
    written: 0,
  },
  // #end
  // #if ttl
  "the task that ends what is idle": {
    before: () =>
      configure("USER_SESSION_TTL", { sessions: "30d", sessionAge: "90d", idle: "90d" }),
    call: (user, state) => runTask(user, state, "idle", "object"),
    read: 8,
    written: 1,
  },
  // #end
});
