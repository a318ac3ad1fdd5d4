import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import {
  MAX_SESSIONS,
  SESSION_IDLE_MS,
  SESSION_MAX_AGE_MS,
  TOUCH_INTERVAL_MS,
} from "../src/user/sessions";
import type { UserSession } from "../src/user-session";
import { unique } from "./client";

type Stub = DurableObjectStub<UserSession>;

const user = () => env.USER_SESSION.getByName(unique("user"));

/** Makes the sessions of a user older, as if they had been there for so long, unused. */
function age(stub: Stub, milliseconds: number): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      `UPDATE sessions SET
         created_at = created_at - ?1, last_seen_at = last_seen_at - ?1, expires_at = expires_at - ?1`,
      milliseconds,
    );
    storage.sql.exec("UPDATE _tasks SET due_at = due_at - ?", milliseconds);
  });
}

/** Adds sessions that were started now, without the way that leads there. */
function fill(stub: Stub, count: number): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      `INSERT INTO sessions (id, token_hash, device, created_at, last_seen_at, expires_at)
       WITH RECURSIVE filler (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM filler WHERE i < ?1)
       SELECT 'filler-' || i, zeroblob(32), 'Filler', ?2, ?2, ?3 FROM filler`,
      count,
      Date.now(),
      Date.now() + SESSION_IDLE_MS,
    );
  });
}

const isValid = async (stub: Stub, token: string) => (await stub.verifySession({ token })).ok;

describe("preferences", () => {
  it("are empty at version 0 until somebody sets them", async () => {
    const nothing = { version: 0, values: {}, updatedAt: null };
    const stub = user();
    expect(await stub.getPreferences()).toEqual(nothing);
    await stub.startSession({ device: "Phone" });
    expect(await stub.getPreferences()).toEqual(nothing);
  });

  it("keep JSON of every kind, across eviction", async () => {
    const stub = user();
    const values = { theme: "dark", size: 1.5, wide: false, tags: ["é", { deep: [null] }] };
    await stub.setPreferences({ changes: { ...values, old: 1 } });
    await stub.setPreferences({ changes: { old: null } });
    await evictDurableObject(stub);
    expect(await stub.getPreferences()).toMatchObject({ version: 2, values });
    expect(Object.keys((await stub.getPreferences()).values)).toHaveLength(4);
  });

  it("let one of two win who change the same version, and tell the other what to merge with", async () => {
    const stub = user();
    const results = await Promise.all([
      stub.setPreferences({ ifVersion: 0, changes: { theme: "dark" } }),
      stub.setPreferences({ ifVersion: 0, changes: { theme: "light" } }),
    ]);
    expect(results).toMatchObject([
      { ok: true, value: { version: 1, values: { theme: "dark" } } },
      {
        ok: false,
        error: { code: "conflict", current: { version: 1, values: { theme: "dark" } } },
      },
    ]);
    expect(await stub.getPreferences()).toMatchObject({ version: 1, values: { theme: "dark" } });
  });

  it("do not trust the types of a caller", async () => {
    const stub = user();
    await runInDurableObject(stub, async (object) => {
      const changes = { since: new Date() };
      await expect(object.setPreferences({ changes })).rejects.toThrow(
        "changes.since: must be JSON",
      );
    });
    expect(await stub.getPreferences()).toMatchObject({ version: 0 });
  });
});

describe("sessions", () => {
  it("are told apart by their tokens, across eviction", async () => {
    const stub = user();
    const phone = await stub.startSession({ device: " Phone " });
    const laptop = await stub.startSession({ device: "Laptop" });
    await evictDurableObject(stub);
    expect(await stub.verifySession({ token: phone.token })).toEqual({
      ok: true,
      value: { ...phone.session, device: "Phone" },
    });
    expect(await stub.verifySession({ token: laptop.token })).toEqual({
      ok: true,
      value: laptop.session,
    });
  });

  it("take only the whole token, of the same user", async () => {
    const stub = user();
    const { token, session } = await stub.startSession({ device: "Phone" });
    const other = await stub.startSession({ device: "Laptop" });
    const last = token.endsWith("0") ? "1" : "0";
    const wrong = [
      "",
      session.id,
      `${session.id}.`,
      token.slice(0, -1),
      token.slice(0, -1) + last,
      `${session.id}.${other.token.slice(37)}`,
      token.toUpperCase(),
    ];
    for (const attempt of wrong) {
      expect(await stub.verifySession({ token: attempt })).toMatchObject({
        ok: false,
        error: { code: "unauthenticated" },
      });
    }
    expect(await isValid(user(), token)).toBe(false);
    expect(await isValid(stub, token)).toBe(true);
  });

  it("store no token, only its hash", async () => {
    const stub = user();
    const { token, session } = await stub.startSession({ device: "Phone" });
    await runInDurableObject(stub, async (_, { storage }) => {
      const row = storage.sql.exec("SELECT * FROM sessions LIMIT 1").one();
      expect(row).toMatchObject({ id: session.id, device: "Phone" });
      const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
      expect(row["token_hash"]).toEqual(hash);
      const secret = token.slice(session.id.length + 1);
      expect(JSON.stringify(row)).not.toContain(secret);
    });
  });

  it("end when they are not used, at the moment and not with the next alarm", async () => {
    const stub = user();
    const { token } = await stub.startSession({ device: "Phone" });
    await age(stub, SESSION_IDLE_MS - 60_000);
    expect(await isValid(stub, token)).toBe(true);
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE sessions SET expires_at = ?", Date.now());
    });
    expect(await isValid(stub, token)).toBe(false);
    expect((await stub.touchSession({ token })).ok).toBe(false);
    expect((await stub.listSessions()).sessions).toEqual([]);
  });

  it("go on when they are used, and write that down once in a while", async () => {
    const stub = user();
    const { token, session } = await stub.startSession({ device: "Phone" });
    expect(session.expiresAt - session.createdAt).toBe(SESSION_IDLE_MS);
    expect(await stub.touchSession({ token })).toEqual({ ok: true, value: session });

    await age(stub, TOUCH_INTERVAL_MS);
    const touched = await stub.touchSession({ token });
    if (!touched.ok) throw new Error(touched.error.message);
    expect(touched.value.expiresAt).toBe(touched.value.lastSeenAt + SESSION_IDLE_MS);
    expect(touched.value.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt);
    expect(await stub.verifySession({ token })).toEqual(touched);
  });

  it("end at their greatest age, however much they are used", async () => {
    const stub = user();
    const { token } = await stub.startSession({ device: "Phone" });
    const left = 60_000;
    await runInDurableObject(stub, (_, { storage }) => {
      const createdAt = Date.now() - SESSION_MAX_AGE_MS + left;
      storage.sql.exec("UPDATE sessions SET created_at = ?, last_seen_at = 0", createdAt);
    });
    const touched = await stub.touchSession({ token });
    if (!touched.ok) throw new Error(touched.error.message);
    expect(touched.value.expiresAt).toBe(touched.value.createdAt + SESSION_MAX_AGE_MS);
  });

  it("are freed by the alarm, which then waits for the next", async () => {
    const stub = user();
    await stub.startSession({ device: "Phone" });
    await age(stub, SESSION_IDLE_MS - 60_000);
    const { session } = await stub.startSession({ device: "Laptop" });
    await age(stub, 60_000);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(storage.sql.exec("SELECT id FROM sessions LIMIT 2").toArray()).toEqual([
        { id: session.id },
      ]);
      expect(await storage.getAlarm()).toBe(session.expiresAt - 60_000);
      storage.sql.exec("UPDATE sessions SET expires_at = 0");
      storage.sql.exec("UPDATE _tasks SET due_at = 0");
    });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(storage.sql.exec("SELECT id FROM sessions LIMIT 1").toArray()).toEqual([]);
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  it("that were used since are left by the alarm, which comes again when they end", async () => {
    const stub = user();
    const { token } = await stub.startSession({ device: "Phone" });
    await age(stub, SESSION_IDLE_MS / 2);
    const touched = await stub.touchSession({ token });
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE _tasks SET due_at = 0");
    });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await stub.verifySession({ token })).toEqual(touched);
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(await storage.getAlarm()).toBe(touched.ok && touched.value.expiresAt);
    });
  });

  it("make room for a new one when there are as many as allowed", async () => {
    const stub = user();
    const oldest = await stub.startSession({ device: "Oldest" });
    const used = await stub.startSession({ device: "Used" });
    await age(stub, SESSION_IDLE_MS / 2);
    await fill(stub, MAX_SESSIONS - 3);
    expect((await stub.startSession({ device: "Last with room" })).ended).toEqual([]);
    await age(stub, SESSION_IDLE_MS / 4);
    await stub.touchSession({ token: used.token });

    const newest = await stub.startSession({ device: "Newest" });
    expect(newest.ended).toEqual([oldest.session.id]);
    expect(await isValid(stub, oldest.token)).toBe(false);
    expect(await isValid(stub, used.token)).toBe(true);
    expect(await isValid(stub, newest.token)).toBe(true);
  });

  it("that have ended make room first", async () => {
    const stub = user();
    await stub.startSession({ device: "Ended" });
    await age(stub, SESSION_IDLE_MS);
    await fill(stub, MAX_SESSIONS - 1);
    expect((await stub.startSession({ device: "New" })).ended).toEqual([]);
  });

  it("are listed in pages, newest first, without gap or double when one ends meanwhile", async () => {
    const stub = user();
    const ids: string[] = [];
    for (const device of ["a", "b", "c", "d", "e"]) {
      ids.unshift((await stub.startSession({ device })).session.id);
    }
    const [, second = "", ...older] = ids;
    const first = await stub.listSessions({ limit: 2 });
    expect(first.sessions.map((session) => session.id)).toEqual(ids.slice(0, 2));
    await stub.revokeSession({ id: second });

    const next = await stub.listSessions({ limit: 2, cursor: first.cursor ?? "" });
    const last = await stub.listSessions({ limit: 2, cursor: next.cursor ?? "" });
    const rest = [...next.sessions, ...last.sessions].map((session) => session.id);
    expect(rest).toEqual(older);
    expect(last.cursor).toBeNull();
  });

  it("end when they are revoked", async () => {
    const stub = user();
    const { token, session } = await stub.startSession({ device: "Phone" });
    const { id } = session;
    expect(await stub.revokeSession({ id })).toEqual({ ok: true, value: { id } });
    expect(await isValid(stub, token)).toBe(false);
    expect(await stub.revokeSession({ id })).toMatchObject({
      ok: false,
      error: { code: "not_found" },
    });
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  it("end all at once, or all but one", async () => {
    const stub = user();
    const phone = await stub.startSession({ device: "Phone" });
    const laptop = await stub.startSession({ device: "Laptop" });
    await stub.startSession({ device: "Tablet" });
    expect(await stub.revokeAllSessions({ except: phone.session.id })).toEqual({ revoked: 2 });
    expect(await isValid(stub, phone.token)).toBe(true);
    expect(await isValid(stub, laptop.token)).toBe(false);
    expect(await stub.revokeAllSessions()).toEqual({ revoked: 1 });
    expect(await isValid(stub, phone.token)).toBe(false);
  });

  it("cannot be revoked when they have ended by themselves, before the alarm", async () => {
    const stub = user();
    const { id } = (await stub.startSession({ device: "Phone" })).session;
    await stub.startSession({ device: "Laptop" });
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE sessions SET expires_at = 1");
    });
    expect(await stub.revokeAllSessions({ except: id })).toEqual({ revoked: 0 });
    expect(await stub.revokeSession({ id })).toMatchObject({ error: { code: "not_found" } });

    await stub.startSession({ device: "Phone" });
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE sessions SET expires_at = 1");
    });
    const { session } = await stub.startSession({ device: "Tablet" });
    expect(await stub.revokeSession({ id: session.id })).toMatchObject({ ok: true });
  });

  it("refuse input that does not fit", async () => {
    await runInDurableObject(user(), async (object) => {
      const calls = [
        object.startSession({ device: " " }),
        object.startSession({ device: "x".repeat(101) }),
        object.verifySession({ token: "x".repeat(129) }),
        object.touchSession({ token: "x".repeat(129) }),
        object.listSessions({ limit: 0 }),
        object.listSessions({ limit: 101 }),
        object.listSessions({ cursor: "-1" }),
        object.revokeSession({ id: "1" }),
        object.revokeAllSessions({ except: "" }),
      ];
      for (const call of await Promise.allSettled(calls)) expect(call.status).toBe("rejected");
    });
  });
});
