import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { unique } from "./client";
import { expectNoHistory, fakeHistory, takeBack } from "./history";

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
