import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import * as access from "../src/chat-room.access";
import { FRAME_RATE } from "../src/chat-room.member";
import app from "../src/index";
import { MemoryBuckets } from "../src/kit/rate-limit";
import { enter, type Visitor } from "./chat-room.visitor";
import { as, request, token, unique } from "./client";
import { closedLimit, REFUSED } from "./http/rate-limit.fake";

afterEach(() => void vi.restoreAllMocks());

/** How many of so many messages are stored. */
async function stored(visitor: Visitor, frames: number): Promise<number> {
  for (let sent = 0; sent < frames; sent += 1) {
    visitor.send({ type: "send", id: unique(), text: "hi" });
  }
  // It comes behind the answers to the frames.
  visitor.sendRaw("the last one");
  await visitor.next("error", ({ code }) => code === "invalid");
  return visitor.received.filter(({ type }) => type === "ack").length;
}

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

it("is asked before the rule of the product, which may cost more", async () => {
  const mayEnter = vi.spyOn(access, "mayEnter");
  const bindings = { ...env, CHAT_ROOM_RATE_LIMIT: closedLimit([]) };
  const headers = {
    ...(await as("ann")),
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": "chat.v1",
  };
  for (const route of ["socket", "messages", "people"]) {
    await app.request(`/chat-room/${unique()}/${route}`, { headers }, bindings);
  }
  expect(mayEnter).not.toHaveBeenCalled();
});

it("counts the frames of a person, however often they connect", async () => {
  vi.spyOn(Date, "now").mockReturnValue(Date.now());
  const room = unique();
  let total = 0;
  for (let connection = 0; connection < 4; connection += 1) {
    const ann = await enter(room, "ann");
    total += await stored(ann, FRAME_RATE.capacity);
    if (connection % 2 === 0) ann.close();
  }
  expect(total).toBe(FRAME_RATE.capacity);
  expect(await stored(await enter(room, "ben"), 5)).toBe(5);

  // An object is only taken out of memory when it was idle for longer than a bucket needs.
  await evictDurableObject(env.CHAT_ROOM.getByName(room), { webSockets: "hibernate" });
  expect(await stored(await enter(room, "ann"), 5)).toBe(5);
});

it("has a rate of frames that memory is enough for", () => {
  const { capacity, perSecond } = FRAME_RATE;
  expect((capacity / perSecond) * 1_000).toBeLessThanOrEqual(new MemoryBuckets().maxFillMs);
});

it("tells pages of other origins when to come back", async () => {
  const headers = { ...(await as("ann")), Origin: "https://example.com" };
  const response = await request(`/chat-room/${unique()}/messages`, { headers });
  expect(response.headers.get("Access-Control-Expose-Headers")).toContain("Retry-After");
});
