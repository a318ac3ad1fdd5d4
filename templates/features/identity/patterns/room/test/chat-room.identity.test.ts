import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { History } from "../src/chat-room.history";
import { log } from "../src/kit/log";
import { Sockets } from "../src/kit/sockets";
import { upgrade } from "./chat-room.visitor";
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

it("takes the metadata of an upgrade along, and believes no client about it", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const accept = Sockets.prototype.accept;
  vi.spyOn(Sockets.prototype, "accept").mockImplementation(function (
    this: Sockets<unknown>,
    ...args
  ) {
    log("info", "inside");
    return accept.apply(this, args);
  });
  const room = unique();
  const { status, webSocket } = await upgrade(room, "ada", {
    "X-Request-Id": "from-the-client",
    "X-Verified-Call": '{"requestId":"forged","actor":"root"}',
  });
  expect(status).toBe(101);
  webSocket?.accept();
  webSocket?.close();
  const object = expect.objectContaining({ class: "ChatRoom", name: room });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({
      message: "inside",
      object,
      requestId: "from-the-client",
      actor: "ada",
    }),
  );
  expect(JSON.stringify(info.mock.calls)).not.toContain("forged");
  vi.restoreAllMocks();
});

it("lets pages of other origins use the headers of a call", async () => {
  const origin = { Origin: "https://example.com" };
  const preflight = await request(`/chat-room/${unique()}/messages`, {
    method: "OPTIONS",
    headers: { ...origin, "Access-Control-Request-Method": "GET" },
  });
  const allowed = preflight.headers.get("Access-Control-Allow-Headers")?.split(",");
  expect(allowed).toEqual(["Authorization", "X-Request-Id", "X-Timeout-Ms"]);
  const headers = { ...(await as("ada")), ...origin };
  const response = await request(`/chat-room/${unique()}/messages`, { headers });
  expect(response.headers.get("Access-Control-Expose-Headers")).toContain("X-Request-Id");
});
