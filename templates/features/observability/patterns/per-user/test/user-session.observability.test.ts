import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { unique } from "./client";
import { describeObservability } from "./observability/contract";

describeObservability({
  objects: env.USER_SESSION,
  className: "UserSession",
  newName: unique,
  entry: "startSession",
  work: (stub) => stub.startSession({ device: "Firefox on Linux" }),
  fail: (stub) => stub.startSession({ device: "" }),
  setsAlarm: true,
  path: (user) => `/user-session/admin/metrics/${user}`,
});

afterEach(() => void vi.restoreAllMocks());

it("leaves an object that stores nothing as it is, and counts in memory", async () => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  const stub = env.USER_SESSION.getByName(unique());
  await stub.getPreferences();
  expect((await stub.metrics()).entries["getPreferences"]?.calls).toBe(1);
  const tables = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_schema").toArray(),
  );
  expect(tables).toEqual([]);
});

it("has no token in any line, and nothing that the user wrote", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const stub = env.USER_SESSION.getByName(unique());
  const { token } = await stub.startSession({ device: "Firefox on Linux" });
  await stub.verifySession({ token });
  expect(info).toHaveBeenCalled();
  expect(JSON.stringify(info.mock.calls)).not.toContain(token);
  expect(JSON.stringify(info.mock.calls)).not.toContain("Firefox");
});
