import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import * as access from "../src/chat-room.access";
import { routes } from "../src/chat-room.routes";
import { handleError } from "../src/http/errors";
import { token } from "./client";

const app = routes.onError(handleError);

afterEach(() => {
  vi.restoreAllMocks();
});

it("asks the rule of the product before every route", async () => {
  vi.spyOn(access, "mayEnter").mockImplementation(({ id }, room) => room.startsWith(`${id}-`));
  const statuses = async (room: string, user: string) => {
    const headers = {
      Upgrade: "websocket",
      Authorization: `Bearer ${await token(user)}`,
      "Sec-WebSocket-Protocol": "chat.v1",
    };
    const paths = ["socket", "messages", "people"].map((name) => `/${room}/${name}`);
    const responses = paths.map(async (path) => app.request(path, { headers }, env));
    return (await Promise.all(responses)).map(({ status }) => status);
  };
  expect(await statuses("ann-1", "eve")).toEqual([403, 403, 403]);
  expect(await statuses("ann-1", "ann")).toEqual([101, 200, 200]);
});
