import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import type { ChatRoom } from "../src/chat-room";
import { unique } from "./client";
import { describeObservability } from "./observability/contract";

describeObservability({
  objects: env.CHAT_ROOM,
  className: "ChatRoom",
  newName: unique,
  entry: "messages",
  work: (stub) => stub.messages({}),
  fail: (stub) => stub.messages({ limit: 0 }),
  setsAlarm: false,
  path: (room) => `/chat-room/${room}/metrics`,
});

it("counts what comes over sockets, without a line for each", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const stub = env.CHAT_ROOM.getByName(unique());
  await runInDurableObject(stub, (room: ChatRoom, state) => {
    const { 1: socket } = new WebSocketPair();
    state.acceptWebSocket(socket);
    room.webSocketMessage(socket, "not a member");
  });
  expect((await stub.metrics()).entries["webSocketMessage"]).toMatchObject({ calls: 1, errors: 0 });
  expect(info).not.toHaveBeenCalledWith(expect.objectContaining({ entry: "webSocketMessage" }));
  vi.restoreAllMocks();
});
