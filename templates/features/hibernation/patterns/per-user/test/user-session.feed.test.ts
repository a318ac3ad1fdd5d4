import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { request, unique } from "./client";
import { aSecondLater, follow } from "./kit/feed.listener";

const PATH = "/user-session/feed";

function user() {
  const id = unique("user");
  return { id, stub: env.USER_SESSION.getByName(id) };
}

it("tells what the user has changed, in order, and nothing that was refused", async () => {
  const { id, stub } = user();
  const listener = await follow(PATH, id);
  await listener.next("welcome");

  await stub.setPreferences({ changes: { theme: "dark", old: null } });
  expect((await stub.setPreferences({ ifVersion: 9, changes: { theme: "light" } })).ok).toBe(false);
  expect((await stub.revokeSession({ id: crypto.randomUUID() })).ok).toBe(false);
  expect(await stub.revokeAllSessions()).toEqual({ revoked: 0 });
  const { session } = await stub.startSession({ device: "Phone" });
  await stub.startSession({ device: "Laptop" });
  await stub.revokeSession({ id: session.id });
  await stub.revokeAllSessions();

  const events = await listener.events(5);
  expect(events).toMatchObject([
    { name: "preferences.changed", data: { version: 1, keys: ["theme", "old"] } },
    { name: "session.started", data: { session, ended: [] } },
    { name: "session.started", data: { session: { device: "Laptop" } } },
    { name: "session.revoked", data: { id: session.id } },
    { name: "sessions.revoked", data: { revoked: 1, except: null } },
  ]);
  expect(JSON.stringify(events)).not.toContain("token");
  listener.close();
});

it("is the caller's own, whoever the URL names", async () => {
  const [alice, bob] = [user(), user()];
  expect((await request(PATH)).status).toBe(401);
  const listener = await follow(PATH, bob.id);
  await listener.next("welcome");
  await alice.stub.setPreferences({ changes: { theme: "dark" } });
  await bob.stub.setPreferences({ changes: { size: 1 } });
  expect(await listener.events(1)).toMatchObject([{ data: { keys: ["size"] } }]);
  expect(listener.received).toEqual([]);
  listener.close();
});

it("goes on after hibernation, and resumes without gap or duplicate", async () => {
  const { id, stub } = user();
  await stub.setPreferences({ changes: { a: 1 } });
  const listener = await follow(PATH, id);
  await listener.next("welcome");
  await evictDurableObject(stub, { webSockets: "hibernate" });
  await stub.setPreferences({ changes: { b: 1 } });
  const [seen] = await listener.events(1);
  listener.close();
  await listener.closed;

  await stub.setPreferences({ changes: { c: 1 } });
  await evictDurableObject(stub);
  const back = await follow(`${PATH}?after=${seen?.seq}`, id);
  await stub.setPreferences({ changes: { d: 1 } });
  await back.next("welcome");
  expect((await back.events(2)).map(({ data }) => data)).toMatchObject([
    { version: 3, keys: ["c"] },
    { version: 4, keys: ["d"] },
  ]);
  back.close();
});

it("leaves an empty object empty, however long somebody listens", async () => {
  const { id, stub } = user();
  const listener = await follow(PATH, id);
  expect(await listener.next("welcome")).toEqual({ type: "welcome", seq: null });
  await runInDurableObject(stub, async (object, { storage }) => {
    await object.alarm();
    expect(storage.sql.exec("SELECT 1 FROM sqlite_schema").toArray()).toEqual([]);
    expect(await storage.getAlarm()).toBeNull();
  });
  await evictDurableObject(stub, { webSockets: "hibernate" });
  await stub.setPreferences({ changes: { a: 1 } });
  expect(await listener.events(1)).toMatchObject([{ data: { version: 1 } }]);
  listener.close();
});

it("has everybody reload when everything is deleted, then and when they come back", async () => {
  const { id, stub } = user();
  const listener = await follow(PATH, id);
  await listener.next("welcome");
  await stub.setPreferences({ changes: { a: 1 } });
  const [seen] = await listener.events(1);

  await stub.deleteEverything();
  expect(await listener.next("reload")).toEqual({ type: "reload", seq: null });
  await runInDurableObject(stub, (_, { storage }) => {
    expect(storage.sql.exec("SELECT 1 FROM sqlite_schema").toArray()).toEqual([]);
  });
  const early = await follow(`${PATH}?after=${seen?.seq}`, id);
  expect(await early.next("reload")).toEqual({ type: "reload", seq: null });

  await aSecondLater(async () => {
    for (const value of [1, 2, 3]) await stub.setPreferences({ changes: { b: value } });
  });
  const [first] = await listener.events(3);
  expect(first).toMatchObject({ data: { version: 1, keys: ["b"] } });
  const late = await follow(`${PATH}?after=${seen?.seq}`, id);
  expect((await late.next("reload")).seq).toBe((first?.seq ?? 0) + 2);
  for (const each of [listener, early, late]) each.close();
});
