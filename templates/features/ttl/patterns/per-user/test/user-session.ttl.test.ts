import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { ttl } from "../src/user-session.ttl";
import { unique } from "./client";
import { dueAt, elapse, endIdleTime, planOtherWork } from "./expiry";
// #if hibernation
import { follow } from "./kit/feed.listener";
// #end
import { configure, itReads } from "./settings";

const DAY = 86_400_000;
const TTL = { sessions: "7d", sessionAge: "10d", idle: "60d" };
const dark = { changes: { theme: "dark" } };

function newUser() {
  const name = unique("user");
  return () => env.USER_SESSION.getByName(name);
}

type User = ReturnType<typeof newUser>;

/** Lets the time of all sessions be over, as it is before the alarm has come by. */
function expireSessions(open: User): Promise<void> {
  return runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE sessions SET expires_at = 1");
  });
}

/** Moves the end of the idle time. */
function setEnd(open: User, end: number): Promise<void> {
  return runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = ? WHERE kind = 'idle'", end);
  });
}

/** The names of everything in the database; looking creates nothing. */
function schema(open: User): Promise<unknown[]> {
  return runInDurableObject(open(), (_, { storage }) =>
    storage.sql
      .exec("SELECT name FROM sqlite_schema WHERE name NOT GLOB '_cf_*' LIMIT 100")
      .toArray(),
  );
}

itReads(["USER_SESSION_TTL"], ttl);

it("ends sessions when the configuration says, unused and in any case", async () => {
  configure("USER_SESSION_TTL", TTL);
  const open = newUser();
  const { token, session } = await open().startSession({ device: "Phone" });
  expect(session.expiresAt - session.createdAt).toBe(7 * DAY);
  await runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE sessions SET created_at = created_at - ?1, last_seen_at = 1", 5 * DAY);
  });
  const touched = await open().touchSession({ token });
  expect(touched.ok && touched.value.expiresAt - touched.value.createdAt).toBe(10 * DAY);
});

it("shows no session that has ended, before the alarm, and the alarm removes it", async () => {
  const open = newUser();
  const { token } = await open().startSession({ device: "Phone" });
  await expireSessions(open);
  await planOtherWork(open);
  const other = await dueAt(open, "other");
  expect(await open().verifySession({ token })).toMatchObject({ ok: false });
  expect(await open().touchSession({ token })).toMatchObject({ ok: false });
  expect(await open().listSessions()).toEqual({ sessions: [], cursor: null });

  await elapse(open, "expire-sessions");
  await runInDurableObject(open(), (_, { storage }) => {
    expect(storage.sql.exec("SELECT 1 FROM sessions LIMIT 1").toArray()).toEqual([]);
  });
  expect(await dueAt(open, "expire-sessions")).toBeNull();
  expect(await dueAt(open, "other")).toBe(other);
});

it("exports no session that has ended, and deletes it instead", async () => {
  const open = newUser();
  await open().startSession({ device: "Phone" });
  await expireSessions(open);
  expect((await open().exportEverything()).sessions).toEqual([]);
  await runInDurableObject(open(), (_, { storage }) => {
    expect(storage.sql.exec("SELECT 1 FROM sessions LIMIT 1").toArray()).toEqual([]);
  });
});

it("lets users stay as generated", async () => {
  const open = newUser();
  await open().setPreferences(dark);
  expect(await dueAt(open, "idle")).toBeNull();
  expect(await endIdleTime(open)).toBe("kept");
});

it("deletes a user who stays away, and the object works again on the next call", async () => {
  configure("USER_SESSION_TTL", TTL);
  const open = newUser();
  await open().setPreferences(dark);
  await open().startSession({ device: "Phone" });
  await expireSessions(open);
  expect(await endIdleTime(open)).toBe("freed");
  expect(await schema(open)).toEqual([]);

  expect(await open().getPreferences()).toMatchObject({ version: 0, values: {} });
  expect(await schema(open)).toEqual([]);
  expect(await open().setPreferences(dark)).toMatchObject({ value: { version: 1 } });
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now() + 60 * DAY - 1);
});

const uses: Record<string, (open: User, token: string) => Promise<unknown>> = {
  getPreferences: (open) => open().getPreferences(),
  setPreferences: (open) => open().setPreferences(dark),
  startSession: (open) => open().startSession({ device: "Tablet" }),
  verifySession: (open, token) => open().verifySession({ token }),
  touchSession: (open, token) => open().touchSession({ token }),
  listSessions: (open) => open().listSessions(),
  revokeSession: (open) => open().revokeSession({ id: crypto.randomUUID() }),
  revokeAllSessions: (open) => open().revokeAllSessions(),
  exportEverything: (open) => open().exportEverything(),
};

it("puts the end off with every call", async () => {
  configure("USER_SESSION_TTL", TTL);
  const open = newUser();
  const { token } = await open().startSession({ device: "Phone" });
  for (const [name, use] of Object.entries(uses)) {
    await setEnd(open, Date.now() + DAY);
    await use(open, token);
    expect(await dueAt(open, "idle"), name).toBeGreaterThan(Date.now() + 60 * DAY - 60_000);
  }
});

for (const [name, use] of Object.entries(uses)) {
  it(`finds nothing of a user who stayed away with ${name}, before the alarm`, async () => {
    configure("USER_SESSION_TTL", TTL);
    const open = newUser();
    await open().setPreferences({ changes: { language: "de" } });
    const { token } = await open().startSession({ device: "Phone" });
    await expireSessions(open);
    // The alarm is late, which no call can tell: it goes off as soon as it is set to a time past.
    await runInDurableObject(open(), async (object, { storage }) => {
      storage.sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind = 'idle'");
      await use(() => Object.assign(object), token);
      expect((await object.getPreferences()).values).not.toHaveProperty("language");
    });
  });
}

it("keeps a user for whom there is other work", async () => {
  configure("USER_SESSION_TTL", TTL);
  const open = newUser();
  await open().setPreferences(dark);
  await planOtherWork(open);
  expect(await endIdleTime(open)).toBe("kept");
  expect(await open().getPreferences()).toMatchObject({ values: { theme: "dark" } });
});

it("forgets the end with everything else, and plans it anew", async () => {
  configure("USER_SESSION_TTL", TTL);
  const open = newUser();
  await open().setPreferences(dark);
  await open().deleteEverything();
  await open().startSession({ device: "Phone" });
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now());
});

it("ends sessions with the times of a new configuration, when they are used", async () => {
  const open = newUser();
  const long = { sessions: "30d", sessionAge: "180d", idle: "off" };
  configure("USER_SESSION_TTL", long);
  const { token, session } = await open().startSession({ device: "Phone" });
  const age = (days: number) =>
    runInDurableObject(open(), (_, { storage }) => {
      storage.sql.exec(
        "UPDATE sessions SET created_at = created_at - ?1, last_seen_at = last_seen_at - ?1",
        days * DAY,
      );
    });

  await age(3);
  configure("USER_SESSION_TTL", { ...long, sessions: "1d" });
  const touched = await open().touchSession({ token });
  if (!touched.ok) throw new Error("the session has ended");
  expect(touched.value.expiresAt).toBe(touched.value.lastSeenAt + DAY);
  expect(await dueAt(open, "expire-sessions")).toBe(touched.value.expiresAt);

  await age(3);
  configure("USER_SESSION_TTL", { ...long, sessions: "1d", sessionAge: "4d" });
  expect(await open().touchSession({ token })).toMatchObject({
    error: { code: "unauthenticated" },
  });
  expect(await open().revokeSession({ id: session.id })).toMatchObject({ ok: false });
  expect(await dueAt(open, "expire-sessions")).toBeNull();
});

// #if hibernation
it("puts the end off when somebody stops to follow the feed", async () => {
  configure("USER_SESSION_TTL", TTL);
  const id = unique("user");
  const open = () => env.USER_SESSION.getByName(id);
  await open().setPreferences(dark);
  const listener = await follow("/user-session/feed", id);
  await listener.next("welcome");
  await setEnd(open, Date.now() + DAY);
  listener.close();
  await listener.closed;
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now() + 60 * DAY - 60_000);
});

// #end
it("goes on sweeping with a wrong configuration, and ends users when it is right again", async () => {
  configure("USER_SESSION_TTL", TTL);
  const open = newUser();
  await open().setPreferences(dark);
  await open().startSession({ device: "Phone" });
  await expireSessions(open);
  configure("USER_SESSION_TTL", { ...TTL, idle: "60 days" });
  await runInDurableObject(open(), async (object, { storage: { sql } }) => {
    sql.exec("UPDATE _tasks SET due_at = 1");
    await object.alarm();
    expect(sql.exec("SELECT 1 FROM sessions LIMIT 1").toArray()).toEqual([]);
    const retry = sql.exec("SELECT attempt FROM _tasks WHERE kind = 'idle' AND due_at > 1").one();
    expect(retry).toEqual({ attempt: 1 });
  });
  configure("USER_SESSION_TTL", TTL);
  expect(await endIdleTime(open)).toBe("freed");
});

it("refuses every call that depends on a wrong configuration", async () => {
  const open = newUser();
  configure("USER_SESSION_TTL", { ...TTL, idle: "6d" });
  await expect(async () => void (await open().getPreferences())).rejects.toThrow(
    "USER_SESSION_TTL.idle in wrangler.jsonc: a user must not end before a session",
  );
  const start = async () => void (await open().startSession({ device: "Phone" }));
  await expect(start).rejects.toThrow("USER_SESSION_TTL.idle");
});
