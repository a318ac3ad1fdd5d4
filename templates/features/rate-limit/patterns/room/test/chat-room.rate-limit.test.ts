import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import app from "../src/index";
import { as, token, unique } from "./client";
import { closedLimit, REFUSED } from "./http/rate-limit.fake";

it("every route asks about the caller, and refuses with 429 whom the limit refuses", async () => {
  const caller = unique();
  const asked: string[] = [];
  const bindings = { ...env, CHAT_ROOM_RATE_LIMIT: closedLimit(asked) };
  const upgrade = {
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": `chat.v1, bearer.${await token(caller)}`,
  };
  const headers = { socket: upgrade, messages: await as(caller), people: await as(caller) };
  for (const [route, sent] of Object.entries(headers)) {
    const path = `/chat-room/${unique()}/${route}`;
    const response = await app.request(path, { headers: sent }, bindings);
    expect([response.status, response.headers.get("Retry-After")], route).toEqual(REFUSED);
    expect((await app.request(path, { headers: { Upgrade: "websocket" } }, bindings)).status).toBe(
      401,
    );
  }
  expect(asked).toEqual(Array(3).fill(`caller:${caller}`));
});
