import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { UserSession } from "../src/user-session";
import { unique } from "./client";

type Stub = DurableObjectStub<UserSession>;

const NOTHING = { preferences: { version: 0, values: {}, updatedAt: null }, sessions: [] };

const user = () => env.USER_SESSION.getByName(unique("user"));

/** What the database holds. Looking creates nothing: `sqlite_schema` is always there. */
function look(stub: Stub) {
  return runInDurableObject(stub, async (_, { storage }) => ({
    names: storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_schema LIMIT 100")
      .toArray()
      .map((row) => row.name),
    bytes: storage.sql.databaseSize,
    alarm: await storage.getAlarm(),
  }));
}

/** Uses everything that an object can store. */
async function fill(stub: Stub) {
  await stub.setPreferences({ changes: { theme: "dark" } });
  return stub.startSession({ device: "Phone" });
}

describe("exportEverything", () => {
  it("holds what the user chose and where they are signed in, but no way in", async () => {
    const name = unique("user");
    const stub = env.USER_SESSION.getByName(name);
    const { token, session } = await fill(stub);
    const exported = await stub.exportEverything();
    expect(exported).toMatchObject({
      userId: name,
      preferences: { version: 1, values: { theme: "dark" } },
      sessions: [session],
    });
    expect(JSON.stringify(exported)).not.toContain(token.slice(session.id.length + 1));
    expect(JSON.stringify(exported)).not.toMatch(/hash/i);
  });

  it("knows every table and column: add new ones to the export, or here with a reason", async () => {
    const stub = user();
    await fill(stub);
    const columns = await runInDurableObject(stub, (_, { storage }) =>
      storage.sql
        .exec<{ name: string }>(
          `SELECT tables.name || '.' || columns.name AS name
           FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
           WHERE tables.type = 'table' AND tables.name NOT LIKE '\\_%' ESCAPE '\\'
           ORDER BY name
           LIMIT 100`,
        )
        .toArray()
        .map((row) => row.name),
    );
    const exported = [
      "preferences.json",
      "preferences.updated_at",
      "preferences.version",
      "sessions.created_at",
      "sessions.device",
      "sessions.expires_at",
      "sessions.id",
      "sessions.last_seen_at",
    ];
    const leftOut = [
      "preferences.only_row", // always 1
      "sessions.position", // the order of the list
      "sessions.token_hash", // lets nobody in, but is nobody's to see either
    ];
    expect(columns).toEqual([...exported, ...leftOut].sort());
  });

  it("does without the name in an object that was not reached by one", async () => {
    const stub = env.USER_SESSION.get(env.USER_SESSION.newUniqueId());
    expect(await stub.exportEverything()).toMatchObject({ userId: null, ...NOTHING });
  });

  it("is empty for a user of whom nothing is stored, and stores nothing", async () => {
    const stub = user();
    expect(await stub.exportEverything()).toMatchObject(NOTHING);
    expect((await look(stub)).names).toEqual([]);
  });
});

describe("deleteEverything", () => {
  it("leaves nothing: no rows, no tables, no alarm, no bytes", async () => {
    const stub = user();
    const untouched = await look(stub);
    const { token } = await fill(stub);
    const full = await look(stub);
    expect(full.names).toContain("sessions");
    expect(full.bytes).toBeGreaterThan(untouched.bytes);
    expect(full.alarm).not.toBeNull();

    await stub.deleteEverything();
    expect(await look(stub)).toEqual(untouched);
    expect(untouched).toMatchObject({ names: [], alarm: null });
    expect(await stub.exportEverything()).toMatchObject(NOTHING);
    expect((await stub.verifySession({ token })).ok).toBe(false);
  });

  for (const evicted of [false, true]) {
    const instance = evicted ? "the next instance" : "the same instance";

    it(`leaves an object that stays empty while it is only asked, in ${instance}`, async () => {
      const stub = user();
      const { token, session } = await fill(stub);
      await stub.deleteEverything();
      if (evicted) await evictDurableObject(stub);

      expect((await stub.verifySession({ token })).ok).toBe(false);
      expect((await stub.touchSession({ token })).ok).toBe(false);
      expect((await stub.revokeSession({ id: session.id })).ok).toBe(false);
      expect(await stub.revokeAllSessions()).toEqual({ revoked: 0 });
      expect(await stub.listSessions()).toEqual({ sessions: [], cursor: null });
      expect(await stub.getPreferences()).toEqual(NOTHING.preferences);
      const stale = await stub.setPreferences({ ifVersion: 1, changes: { theme: "light" } });
      expect(stale).toMatchObject({ ok: false, error: { current: { version: 0 } } });
      await runInDurableObject(stub, (object) => object.alarm());
      await stub.deleteEverything();
      expect(await look(stub)).toMatchObject({ names: [], alarm: null });
    });

    it(`leaves an object that works, in ${instance}`, async () => {
      const stub = user();
      await fill(stub);
      await stub.deleteEverything();
      if (evicted) await evictDurableObject(stub);

      const { token, session } = await fill(stub);
      expect(await stub.verifySession({ token })).toEqual({ ok: true, value: session });
      expect(await stub.exportEverything()).toMatchObject({
        preferences: { version: 1, values: { theme: "dark" } },
        sessions: [session],
      });
      expect((await look(stub)).alarm).toBe(session.expiresAt);
      expect(await runDurableObjectAlarm(stub)).toBe(true);
      expect((await stub.verifySession({ token })).ok).toBe(true);
    });
  }

  it("does not trip over calls that come at the same time", async () => {
    const stub = user();
    await fill(stub);
    await Promise.all([
      fill(stub),
      stub.deleteEverything(),
      fill(stub),
      stub.deleteEverything(),
      stub.listSessions(),
      fill(stub),
    ]);
    await stub.deleteEverything();
    expect((await look(stub)).names).toEqual([]);
    await fill(stub);
    expect((await stub.exportEverything()).sessions).toHaveLength(1);
  });
});
