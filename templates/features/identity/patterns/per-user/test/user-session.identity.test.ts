import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { log } from "../src/kit/log";
import { PreferencesTable } from "../src/user/preferences";
import { as, request, send, unique } from "./client";
import { describeIdentity } from "./identity/contract";

const changes = { changes: { theme: "dark" } };

function logInside(): void {
  const write = PreferencesTable.prototype.write;
  vi.spyOn(PreferencesTable.prototype, "write").mockImplementation(function (
    this: PreferencesTable,
    ...args
  ) {
    log("info", "inside");
    write.apply(this, args);
  });
}

const tables = (user: string) =>
  runInDurableObject(env.USER_SESSION.getByName(user), (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_schema").toArray(),
  );

describeIdentity({
  objects: env.USER_SESSION,
  newName: unique,
  logInside,
  store: async (stub, call) => {
    using session = await stub.session(call);
    return await session.setPreferences(changes);
  },
});

it("takes the metadata of a request along, and answers with its id", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  logInside();
  const user = unique();
  const headers = { ...(await as(user)), "X-Request-Id": "from-the-client" };
  const response = await send("PATCH", "/user-session/preferences", changes, headers);

  expect(response.headers.get("X-Request-Id")).toBe("from-the-client");
  const object = expect.objectContaining({ class: "UserSession", name: user });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ object, requestId: "from-the-client", actor: user }),
  );
  vi.restoreAllMocks();
});

it("leaves an object that stores nothing as it is", async () => {
  const user = unique();
  expect((await request("/user-session/preferences", { headers: await as(user) })).status).toBe(
    200,
  );
  expect(await tables(user)).toEqual([]);
  await evictDurableObject(env.USER_SESSION.getByName(user));
  expect((await request("/user-session/export", { headers: await as(user) })).status).toBe(200);
  expect(await tables(user)).toEqual([]);
});

it("does not bring an object back that was deleted", async () => {
  const user = unique();
  const headers = await as(user);
  await send("PATCH", "/user-session/preferences", changes, headers);
  expect((await request("/user-session", { method: "DELETE", headers })).status).toBe(204);
  await request("/user-session/preferences", { headers });
  expect(await tables(user)).toEqual([]);
});

it("exports the id of a user that it was told", async () => {
  const user = unique();
  const id = env.USER_SESSION.idFromName(user);
  const stub = env.USER_SESSION.get(env.USER_SESSION.idFromString(`${id}`));
  expect((await stub.exportEverything()).userId).toBeNull();
  using session = await stub.session({ requestId: "r", name: user });
  expect((await session.exportEverything()).userId).toBe(user);
});
