import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { routes } from "../src/chat-room.routes";
import { roomStub } from "../src/chat-room.stub";
import { readPlace } from "../src/kit/location";
import { as, token, unique } from "./client";
import { recorded, type Asked } from "./kit/location.recorder";
import { itReads } from "./settings";

it("every route calls the room where the configuration says", async () => {
  const room = unique();
  const asked: Asked[] = [];
  const bindings = {
    ...env,
    CHAT_ROOM: recorded(env.CHAT_ROOM, asked),
    CHAT_ROOM_JURISDICTION: "eu",
    CHAT_ROOM_LOCATION_HINT: "weur",
  };
  const upgrade = {
    Upgrade: "websocket",
    "Sec-WebSocket-Protocol": `chat.v1, bearer.${await token("ann")}`,
  };
  const { webSocket } = await routes.request(`/${room}/socket`, { headers: upgrade }, bindings);
  webSocket?.accept();
  webSocket?.close();
  for (const path of ["messages", "people"]) {
    const response = await routes.request(
      `/${room}/${path}`,
      { headers: await as("ann") },
      bindings,
    );
    expect(response.status).toBe(200);
  }
  expect(asked).toEqual(Array(3).fill({ jurisdiction: "eu", name: room, locationHint: "weur" }));
});

itReads(["CHAT_ROOM_JURISDICTION", "CHAT_ROOM_LOCATION_HINT"], () => readPlace(env, "CHAT_ROOM"));

it("there is no place in the local runtime, and none is ignored", () => {
  const room = unique();
  expect(roomStub(env, room).id.equals(env.CHAT_ROOM.idFromName(room))).toBe(true);
  const elsewhere = { ...env, CHAT_ROOM_JURISDICTION: "eu" };
  expect(() => roomStub(elsewhere, room)).toThrow("no jurisdiction");
});
