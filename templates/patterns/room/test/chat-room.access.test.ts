import { expect, it, vi } from "vitest";
import type { Caller } from "../src/http/auth";
import { as, request, unique } from "./client";
import { upgrade } from "./chat-room.visitor";

vi.mock("../src/chat-room.access", () => ({
  mayEnter: (caller: Caller, room: string) => room.startsWith(`${caller.id}-`),
}));

it("asks the rule of the product before every route", async () => {
  const statuses = async (user: string) => {
    const room = unique("ann");
    const headers = await as(user);
    const responses = [
      await upgrade(room, user),
      await request(`/chat-room/${room}/messages`, { headers }),
      await request(`/chat-room/${room}/people`, { headers }),
    ];
    return responses.map(({ status }) => status);
  };
  expect(await statuses("ann")).toEqual([101, 200, 200]);
  expect(await statuses("eve")).toEqual([403, 403, 403]);
});
