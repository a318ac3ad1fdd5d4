import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import app from "../src/index";
// #if hibernation
import { FEED_PROTOCOL } from "../src/kit/feed.protocol";
// #end
import { as, unique } from "./client";
import { closedLimit, REFUSED } from "./http/rate-limit.fake";

const address = { "CF-Connecting-IP": "203.0.113.7" };

it("webhooks are limited by network, before anything of them is read", async () => {
  const asked: string[] = [];
  const bindings = { ...env, WEBHOOK_QUEUE_RATE_LIMIT: closedLimit(asked) };
  for (const source of ["standard", "stripe", "nobody"]) {
    const init = { method: "POST", headers: address, body: "not signed" };
    const response = await app.request(`/webhook-queue/${source}`, init, bindings);
    expect([response.status, response.headers.get("Retry-After")], source).toEqual(REFUSED);
  }
  expect(asked).toEqual(Array(3).fill("network:203.0.113.7"));
});

it("operators are limited by who they are", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, WEBHOOK_QUEUE_RATE_LIMIT: closedLimit(asked) };
  const routes = [
    ["GET", "stats"],
    ["GET", "deliveries"],
    ["GET", "deliveries/standard/1"],
    ["POST", "deliveries/standard/1/replay"],
    ["GET", "dead-letters"],
    ["POST", "dead-letters/replay"],
  ] as const;
  for (const [method, route] of routes) {
    const headers = await as(caller, ["admin"]);
    const path = `/webhook-queue/admin/${route}`;
    expect((await app.request(path, { method, headers }, bindings)).status, route).toBe(429);
  }
  expect(asked).toEqual(Array(routes.length).fill(`caller:${caller}`));
});
// #if hibernation

it("the feed asks about the caller before it opens", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, WEBHOOK_QUEUE_RATE_LIMIT: closedLimit(asked) };
  const headers = {
    ...(await as(caller, ["admin"])),
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": FEED_PROTOCOL,
  };
  const response = await app.request("/webhook-queue/admin/feed/0-0-of-4", { headers }, bindings);
  expect([response.status, response.headers.get("Retry-After")]).toEqual(REFUSED);
  expect(asked).toEqual([`caller:${caller}`]);
});
// #end
