import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { unique } from "./client";
import { runTask, testCosts } from "./queries/cost";
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

testCosts(userWith, [10, MAX_SESSIONS], {
  getPreferences: { call: (user) => user.getPreferences(), read: 5, written: 0 },
  setPreferences: {
    call: (user) => user.setPreferences({ changes: { theme: "light" } }),
    read: 10,
    written: 10,
  },
  // To make room it looks at all sessions, of which there are never more than 50.
  startSession: {
    call: (user) => user.startSession({ device: "New" }),
    read: 70,
    written: 10,
    grows: true,
  },
  verifySession: {
    call: (user, state) => user.verifySession(input(state)),
    read: 5,
    written: 0,
  },
  touchSession: {
    call: (user, state) => user.touchSession(input(state)),
    read: 10,
    written: 5,
  },
  listSessions: { call: (user) => user.listSessions({ limit: 5 }), read: 10, written: 0 },
  revokeSession: {
    call: (user, state) => user.revokeSession({ id: input(state).token.split(".")[0] ?? "" }),
    read: 10,
    written: 5,
  },
  // Both are about all sessions.
  revokeAllSessions: {
    call: (user) => user.revokeAllSessions(),
    read: 170,
    written: 60,
    grows: true,
  },
  exportEverything: { call: (user) => user.exportEverything(), read: 60, written: 0, grows: true },
  "the task that frees sessions": {
    call: (user, state) => runTask(user, state, EXPIRE_SESSIONS, "all"),
    read: 15,
    written: 10,
  },
});
