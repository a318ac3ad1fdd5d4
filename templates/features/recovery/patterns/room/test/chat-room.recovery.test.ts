import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { enter } from "./chat-room.visitor";
import { unique } from "./client";
import { expectNoHistory, fakeHistory, takeBack } from "./history";

afterEach(() => vi.restoreAllMocks());

/** What the platform does to a room that goes back to its first message. */
const toFirst = ({ sql }: DurableObjectStorage) => {
  sql.exec("DELETE FROM messages WHERE seq > (SELECT MIN(seq) FROM messages)");
};

it("goes back, sets its alarm, and lets everybody come back", async () => {
  const room = unique("room");
  const ann = await enter(room, "ann");
  for (const text of ["one", "two", "three"]) await ann.say(text);
  await fakeHistory(toFirst);
  await takeBack(`/chat-room/admin/${room}/recovery`);

  await ann.closed;
  const stub = env.CHAT_ROOM.getByName(room);
  // The first thing to look at: everything else that calls the room may set its alarm.
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  const { messages, latest } = await stub.messages({ limit: 10 });
  expect(messages.map(({ text }) => text)).toEqual(["one"]);
  const bob = await enter(room, "bob");
  expect(await bob.say("two again")).toMatchObject({ seq: latest + 1 });
});

it("tells whoever has seen later numbers of the gap, also when new ones were given out", async () => {
  const room = unique("room");
  const seen: number[] = [];
  await fakeHistory(toFirst);
  for (let times = 0; times < 2; times++) {
    const ann = await enter(room, "ann");
    for (const text of ["one", "two", "three"]) seen.push((await ann.say(text)).seq);
    await takeBack(`/chat-room/admin/${room}/recovery`);
    await ann.closed;
    const bob = await enter(room, "bob");
    for (const text of ["four", "five", "six", "seven"]) await bob.say(text);
    for (const after of seen) {
      bob.send({ type: "resume", after });
      expect((await bob.next("gap")).oldest).toBeGreaterThan(Math.max(...seen));
    }
    bob.close();
  }
});

it("cannot go back locally, and says so", () =>
  expectNoHistory(`/chat-room/admin/${unique("room")}/recovery`));
