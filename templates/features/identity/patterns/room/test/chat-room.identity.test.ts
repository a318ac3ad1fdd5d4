import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { History } from "../src/chat-room.history";
import { log } from "../src/kit/log";
import { as, request, unique } from "./client";
import { describeIdentity } from "./identity/contract";

function logInside(): void {
  const page = History.prototype.page;
  vi.spyOn(History.prototype, "page").mockImplementation(function (this: History, ...args) {
    log("info", "inside");
    return page.apply(this, args);
  });
}

describeIdentity({
  objects: env.CHAT_ROOM,
  newName: unique,
  logInside,
  // The tables of a room are there from the start, so reading is enough for its name to stay.
  store: async (stub, call) => {
    using session = await stub.session(call);
    return await session.messages({});
  },
});

it("takes the metadata of a request along, and answers with its id", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  logInside();
  const room = unique();
  const headers = { ...(await as("ada")), "X-Request-Id": "from-the-client" };
  const response = await request(`/chat-room/${room}/messages`, { headers });

  expect(response.status).toBe(200);
  expect(response.headers.get("X-Request-Id")).toBe("from-the-client");
  const object = expect.objectContaining({ class: "ChatRoom", name: room });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ object, requestId: "from-the-client", actor: "ada" }),
  );
  vi.restoreAllMocks();
});
