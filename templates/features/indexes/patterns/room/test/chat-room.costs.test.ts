import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { ChatRoom } from "../src/chat-room";
import type { ClientFrame } from "../src/chat-room.protocol";
import { enter } from "./chat-room.visitor";
import { unique } from "./client";
import { runTask, testCosts } from "./queries/cost";

async function roomWith(messages: number) {
  const name = unique("room");
  const stub = env.CHAT_ROOM.getByName(name);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO messages (seq, client_id, author, text, sent_at)
       SELECT i, 'id-' || i, 'ann', 'hello', ? FROM n`,
      messages,
      Date.now(),
    );
  });
  // The object knows the newest message by heart, so it has to wake up with these.
  await evictDurableObject(stub);
  await enter(name, "ann");
  return stub;
}

/** Has the room receive a frame of the one who is in it. */
function receive(room: ChatRoom, state: DurableObjectState, frame: ClientFrame): void {
  const [socket] = state.getWebSockets();
  if (socket !== undefined) room.webSocketMessage(socket, JSON.stringify(frame));
}

testCosts(roomWith, [1_100, 1_900], {
  messages: { call: (room) => room.messages({ limit: 50 }), read: 55, written: 0 },
  "messages further back": {
    call: (room) => room.messages({ before: 1_000, limit: 50 }),
    read: 55,
    written: 0,
  },
  people: { call: (room) => room.people(), read: 5, written: 0 },
  "a message": {
    call: (room, state) => receive(room, state, { type: "send", id: "new", text: "hello" }),
    read: 5,
    written: 5,
  },
  "a message that was sent before": {
    call: (room, state) => receive(room, state, { type: "send", id: "id-7", text: "hello" }),
    read: 5,
    written: 0,
  },
  resume: {
    call: (room, state) => receive(room, state, { type: "resume", after: 1_000 }),
    read: 105,
    written: 0,
  },
  "the task that looks over the sockets": {
    call: (room, state) => runTask(room, state, "sweep", "sockets"),
    read: 15,
    written: 10,
  },
  "the task that removes a batch of the history": {
    call: (room, state) => {
      state.storage.sql.exec("UPDATE messages SET sent_at = 1");
      return runTask(room, state, "prune", "history");
    },
    read: 1_100,
    written: 550,
  },
});
