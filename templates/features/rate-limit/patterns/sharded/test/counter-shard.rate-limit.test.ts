import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import app from "../src/index";
// #if hibernation
import { FEED_PROTOCOL } from "../src/kit/feed.protocol";
// #end
import { as, unique } from "./client";
import { closedLimit, REFUSED } from "./http/rate-limit.fake";

const ROUTES = [
  ["POST", "/increment"],
  ["POST", "/increments"],
  ["GET", ""],
  ["GET", "/breakdown"],
] as const;

it("every route asks about the caller, and refuses with 429 whom the limit refuses", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, COUNTER_SHARD_RATE_LIMIT: closedLimit(asked) };
  for (const [method, route] of ROUTES) {
    const path = `/counter-shard/${unique("counter")}${route}`;
    const response = await app.request(path, { method, headers: await as(caller) }, bindings);
    expect([response.status, response.headers.get("Retry-After")], route).toEqual(REFUSED);
    expect((await app.request(path, { method }, bindings)).status).toBe(401);
  }
  expect(asked).toEqual(Array(ROUTES.length).fill(`caller:${caller}`));
});
// #if hibernation

it("the feed asks about the caller before it opens", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, COUNTER_SHARD_RATE_LIMIT: closedLimit(asked) };
  const headers = {
    ...(await as(caller)),
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": FEED_PROTOCOL,
  };
  const response = await app.request(
    `/counter-shard/${unique("counter")}/feed`,
    { headers },
    bindings,
  );
  expect([response.status, response.headers.get("Retry-After")]).toEqual(REFUSED);
  expect(asked).toEqual([`caller:${caller}`]);
});
// #end
