import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { ChatRoom } from "../src/chat-room";
import type { ClientFrame } from "../src/chat-room.protocol";
import { upgradeFor } from "../src/chat-room.upgrade";
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

/** Has the one who is in the room leave it. */
function leave(room: ChatRoom, state: DurableObjectState): void {
  const [socket] = state.getWebSockets();
  if (socket !== undefined) room.webSocketClose(socket);
}

function join(room: ChatRoom): Response {
  const expiresAt = Date.now() + 60 * 60 * 1_000;
  return room.fetch(upgradeFor({ id: "bob", roles: [], expiresAt }));
}

testCosts(roomWith, [1_100, 1_900], {
  // A row for each step of the schema is among them, and there is room for ten more steps.
  "waking up": { wakes: true, call: (room) => room.people(), read: 20, written: 1 },
  messages: { call: (room) => room.messages({ limit: 50 }), read: 54, written: 0 },
  "messages further back": {
    call: (room) => room.messages({ before: 1_000, limit: 50 }),
    read: 54,
    written: 0,
  },
  // Sockets are no rows, so that these cost nothing by themselves.
  people: { call: (room) => room.people(), read: 3, written: 0, free: true },
  "joining others": { call: join, read: 5, written: 0, free: true },
  leaving: { call: leave, read: 3, written: 0, free: true },
  "joining an empty room": { before: leave, call: join, read: 7, written: 3 },
  "a message": {
    call: (room, state) => receive(room, state, { type: "send", id: "new", text: "hello" }),
    read: 4,
    written: 3,
  },
  "a message that was sent before": {
    call: (room, state) => receive(room, state, { type: "send", id: "id-7", text: "hello" }),
    read: 6,
    written: 0,
  },
  resume: {
    call: (room, state) => receive(room, state, { type: "resume", after: 1_000 }),
    read: 103,
    written: 0,
  },
  "the task that looks over the sockets": {
    call: (room, state) => runTask(room, state, "sweep", "sockets"),
    read: 12,
    written: 6,
  },
  "the task that removes a batch of the history": {
    call: (room, state) => {
      state.storage.sql.exec("UPDATE messages SET sent_at = 1");
      return runTask(room, state, "prune", "history");
    },
    read: 1_014,
    written: 507,
  },
  // #if ttl
  "the task that ends what is idle": {
    call: (room, state) => runTask(room, state, "idle", "object"),
    read: 11,
    written: 6,
  },
  // #end
});
