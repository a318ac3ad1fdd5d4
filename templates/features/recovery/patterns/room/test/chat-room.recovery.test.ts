import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { enter } from "./chat-room.visitor";
import { unique } from "./client";
import { expectNoHistory, fakeHistory, takeBack } from "./history";

afterEach(() => vi.restoreAllMocks());

it("goes back, lets everybody come back, and counts on from there", async () => {
  const room = unique("room");
  const ann = await enter(room, "ann");
  for (const text of ["one", "two", "three"]) await ann.say(text);
  await fakeHistory(({ sql }) => void sql.exec("DELETE FROM messages WHERE seq > 1"));
  await takeBack(`/chat-room/admin/${room}/recovery`);

  await ann.closed;
  const stub = env.CHAT_ROOM.getByName(room);
  expect(await stub.messages({ limit: 10 })).toMatchObject({
    messages: [{ seq: 1, text: "one" }],
    latest: 1,
  });
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  const bob = await enter(room, "bob");
  expect(await bob.say("two again")).toMatchObject({ seq: 2 });
});

it("cannot go back locally, and says so", () =>
  expectNoHistory(`/chat-room/admin/${unique("room")}/recovery`));
