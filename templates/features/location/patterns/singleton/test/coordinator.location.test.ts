import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { routes } from "../src/coordinator.routes";
import { scopeStub } from "../src/coordinator.stub";
import { readPlace } from "../src/kit/location";
import { as, unique } from "./client";
import { recorded, type Asked } from "./kit/location.recorder";
import { itReads } from "./settings";

const ROUTES = [
  ["GET", "", undefined],
  ["GET", "/a", undefined],
  ["POST", "/a/acquire", { ttlMs: 60_000 }],
  ["POST", "/a/renew", { ttlMs: 60_000, fencingToken: 1 }],
  ["POST", "/a/release", { fencingToken: 1 }],
] as const;

it("every route calls the scope where the configuration says", async () => {
  const scope = unique("scope");
  const asked: Asked[] = [];
  const bindings = {
    ...env,
    COORDINATOR: recorded(env.COORDINATOR, asked),
    COORDINATOR_JURISDICTION: "eu",
    COORDINATOR_LOCATION_HINT: "weur",
  };
  const headers = await as("billing", ["service"]);
  for (const [method, path, body] of ROUTES) {
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    await routes.request(`/${scope}/leases${path}`, init, bindings);
  }
  const place = { jurisdiction: "eu", name: scope, locationHint: "weur" };
  expect(asked).toEqual(Array(ROUTES.length).fill(place));
});

itReads(["COORDINATOR_JURISDICTION", "COORDINATOR_LOCATION_HINT"], () =>
  readPlace(env, "COORDINATOR"),
);

it("there is no place in the local runtime, and none is ignored", () => {
  const scope = unique("scope");
  expect(scopeStub(env, scope).id.equals(env.COORDINATOR.idFromName(scope))).toBe(true);
  const elsewhere = { ...env, COORDINATOR_JURISDICTION: "eu" };
  expect(() => scopeStub(elsewhere, scope)).toThrow("no jurisdiction");
});
