import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { readPlace } from "../src/kit/location";
import { routes } from "../src/user-session.routes";
import { userStub } from "../src/user-session.stub";
import { as, unique } from "./client";
import { recorded, type Asked } from "./kit/location.recorder";
import { itReads } from "./settings";

const ROUTES = [
  ["GET", "/preferences", undefined],
  ["PATCH", "/preferences", { changes: { theme: "dark" } }],
  ["POST", "/sessions", { device: "Phone" }],
  ["GET", "/sessions", undefined],
  ["DELETE", "/sessions", undefined],
  ["GET", "/export", undefined],
  ["DELETE", "/", undefined],
] as const;

it("every route calls the user's object where the configuration says", async () => {
  const name = unique("user");
  const asked: Asked[] = [];
  const bindings = {
    ...env,
    USER_SESSION: recorded(env.USER_SESSION, asked),
    USER_SESSION_JURISDICTION: "eu",
    USER_SESSION_LOCATION_HINT: "weur",
  };
  const headers = await as(name);
  for (const [method, path, body] of ROUTES) {
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    expect((await routes.request(path, init, bindings)).ok, `${method} ${path}`).toBe(true);
  }
  const place = { jurisdiction: "eu", name, locationHint: "weur" };
  expect(asked).toEqual(Array(ROUTES.length).fill(place));
});

itReads(["USER_SESSION_JURISDICTION", "USER_SESSION_LOCATION_HINT"], () =>
  readPlace(env, "USER_SESSION"),
);

it("there is no place in the local runtime, and none is ignored", () => {
  const name = unique("user");
  expect(userStub(env, name).id.equals(env.USER_SESSION.idFromName(name))).toBe(true);
  const elsewhere = { ...env, USER_SESSION_JURISDICTION: "eu" };
  expect(() => userStub(elsewhere, name)).toThrow("no jurisdiction");
});
