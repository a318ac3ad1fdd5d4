import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
// #if ttl
import { runDurableObjectAlarm } from "cloudflare:test";
// #end
import { afterEach, expect, it, vi } from "vitest";
import { unique } from "./client";
import { expectNoHistory, fakeHistory, takeBack } from "./history";
// #if hibernation
import { aSecondLater, follow } from "./kit/feed.listener";
// #end
// #if ttl
import { configure } from "./settings";
// #end

afterEach(() => vi.restoreAllMocks());

it("goes back to earlier preferences, and lets no session come back", async () => {
  const user = unique("user");
  const stub = env.USER_SESSION.getByName(user);
  await stub.setPreferences({ changes: { theme: "dark" } });
  const { token } = await stub.startSession({ device: "Phone" });
  await stub.setPreferences({ changes: { theme: "light" } });
  await fakeHistory(({ sql }) => {
    sql.exec(`UPDATE preferences SET version = 1, json = '{"theme":"dark"}'`);
  });
  await takeBack(`/user-session/admin/${user}/recovery`);

  const after = env.USER_SESSION.getByName(user);
  expect(await after.getPreferences()).toMatchObject({ version: 1, values: { theme: "dark" } });
  expect(await after.verifySession({ token })).toMatchObject({ ok: false });
});

// #if hibernation
it("has whoever saw what no longer was reload", async () => {
  const user = unique("user");
  const stub = env.USER_SESSION.getByName(user);
  await stub.setPreferences({ changes: { theme: "dark" } });
  const listener = await follow("/user-session/feed", user);
  await listener.next("welcome");
  await stub.setPreferences({ changes: { theme: "light" } });
  const [seen] = await listener.events(1);
  await fakeHistory(({ sql }) => sql.exec("DELETE FROM _feed_events"));
  await aSecondLater(() => takeBack(`/user-session/admin/${user}/recovery`));

  const after = env.USER_SESSION.getByName(user);
  await after.setPreferences({ changes: { theme: "dark" } });
  await after.setPreferences({ changes: { theme: "light" } });
  await (await follow(`/user-session/feed?after=${seen?.seq}`, user)).next("reload");
});

// #end
// #if ttl
it("is in use when it comes back, so that the end of then, which is overdue, does not come", async () => {
  configure("USER_SESSION_TTL", { sessions: "7d", sessionAge: "10d", idle: "60d" });
  const user = unique("user");
  await env.USER_SESSION.getByName(user).setPreferences({ changes: { theme: "dark" } });
  await fakeHistory(({ sql }) => {
    sql.exec("UPDATE _tasks SET due_at = ? WHERE kind = 'idle'", Date.now() - 86_400_000);
  });
  await takeBack(`/user-session/admin/${user}/recovery`);

  const after = env.USER_SESSION.getByName(user);
  await runDurableObjectAlarm(after);
  expect(await after.getPreferences()).toMatchObject({ values: { theme: "dark" } });
});

// #end
it("does not bring anything into being for a user who stores nothing", async () => {
  const user = unique("user");
  await fakeHistory();
  await takeBack(`/user-session/admin/${user}/recovery`);
  const size = await runInDurableObject(
    env.USER_SESSION.getByName(user),
    (_, { storage }) => storage.sql.exec("SELECT 1 FROM sqlite_schema LIMIT 1").toArray().length,
  );
  expect(size).toBe(0);
});

it("cannot go back locally, and says so", () =>
  expectNoHistory(`/user-session/admin/${unique("user")}/recovery`));
