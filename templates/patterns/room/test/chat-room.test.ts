import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import {
  MAX_HELD_PER_PERSON,
  MAX_PEOPLE,
  MAX_SOCKETS_PER_PERSON,
  RESUME_LIMIT,
  RESUME_PAGE,
} from "../src/chat-room";
import { RETENTION } from "../src/chat-room.history";
import { FRAME_RATE, MAX_REFUSED_FRAMES } from "../src/chat-room.member";
import { CloseCode, MAX_FRAME_LENGTH, MAX_TEXT_LENGTH, PROTOCOL } from "../src/chat-room.protocol";
import { upgradeFor } from "../src/chat-room.upgrade";
import { unique } from "./client";
import { enter, Visitor } from "./chat-room.visitor";

const HIBERNATE = { webSockets: "hibernate" } as const;
const DAY = 24 * 60 * 60 * 1_000;

const stubOf = (room: string) => env.CHAT_ROOM.getByName(room);

/** Stores messages without a socket, numbered on from those that are there. */
function fill(room: string, count: number, at = Date.now()): Promise<void> {
  return runInDurableObject(stubOf(room), (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO messages (seq, client_id, author, text, sent_at)
       SELECT i, 'c' || i, 'ann', 'text ' || i, ? FROM n`,
      count,
      at,
    );
  });
}

/** Enters a room at the object itself, with a token that ends at a given time. */
async function enterUntil(room: string, user: string, expiresAt: number): Promise<Visitor> {
  const { webSocket } = await stubOf(room).fetch(upgradeFor({ id: user, roles: [], expiresAt }));
  if (webSocket === null) throw new Error("the upgrade was refused");
  return new Visitor(webSocket);
}

/** Changes what the room knows about its sockets. */
function editMembers(room: string, change: object): Promise<void> {
  return runInDurableObject(stubOf(room), (_, ctx) => {
    for (const socket of ctx.getWebSockets()) {
      socket.serializeAttachment({ ...socket.deserializeAttachment(), ...change });
    }
  });
}

describe("messages", () => {
  it("are stored, numbered, sent to everybody, and acknowledged", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const ben = await enter(room, "ben");
    expect(await ann.say("hello", "a-1")).toEqual({ type: "ack", id: "a-1", seq: 1 });
    expect(await ben.say("  hi  ", "b-1")).toMatchObject({ seq: 2 });

    const hello = { seq: 1, id: "a-1", from: "ann", text: "hello", at: expect.any(Number) };
    expect(await ben.next("message")).toEqual({ type: "message", ...hello });
    expect(await ann.next("message")).toEqual({ type: "message", ...hello });
    expect(await ann.next("message")).toMatchObject({ seq: 2, from: "ben", text: "hi" });
    const { messages } = await stubOf(room).messages({});
    expect(messages).toMatchObject([hello, { seq: 2, text: "hi" }]);
  });

  it("are stored once when they are sent again, also after eviction", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    await ann.say("hello", "a-1");
    await evictDurableObject(stubOf(room), HIBERNATE);
    expect(await ann.say("hello", "a-1")).toMatchObject({ seq: 1 });

    const ben = await enter(room, "ben");
    expect(await ben.say("the same id of somebody else", "a-1")).toMatchObject({ seq: 2 });
    expect((await stubOf(room).messages({})).messages).toHaveLength(2);
    expect(await ann.next("message")).toMatchObject({ seq: 1 });
    expect(await ann.next("message")).toMatchObject({ seq: 2 });
  });

  it("go on through hibernation, to sockets that were opened before it", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const ben = await enter(room, "ben");
    for (const text of ["one", "two", "three"]) {
      await evictDurableObject(stubOf(room), HIBERNATE);
      await ann.say(text);
    }
    for (const seq of [1, 2, 3]) expect(await ben.next("message")).toMatchObject({ seq });
  });

  it("keep text as it is, but for what UTF-8 cannot hold", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const text = `<b>"quotes" 'and' \u0000 😀</b>\nsecond line \ud800`;
    await ann.say(text);
    const [stored] = (await stubOf(room).messages({})).messages;
    expect(stored?.text).toBe(text.toWellFormed());
    expect((await ann.next("message")).text).toBe(stored?.text);
  });
});

describe("what is refused", () => {
  const refused: Record<string, string> = {
    "what is not JSON": "{",
    "an unknown type": '{"type":"shout","id":"x","text":"hi"}',
    "a message without text": '{"type":"send","id":"x"}',
    "an empty message": '{"type":"send","id":"x","text":"  "}',
    "a message that is too long": `{"type":"send","id":"x","text":"${"a".repeat(MAX_TEXT_LENGTH + 1)}"}`,
    "an id that is too long": `{"type":"send","id":"${"x".repeat(65)}","text":"hi"}`,
    "a field that it does not know": '{"type":"send","id":"x","text":"hi","from":"ben"}',
    "a negative sequence number": '{"type":"resume","after":-1}',
    null: "null",
  };

  it("is neither stored nor broadcast", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const ben = await enter(room, "ben");
    for (const [what, frame] of Object.entries(refused)) {
      ann.sendRaw(frame);
      expect(await ann.next("error"), what).toMatchObject({ code: "invalid" });
    }
    await ann.say("the end");
    expect(await ben.next("message")).toMatchObject({ seq: 1, text: "the end" });
  });

  it("says which message it was", async () => {
    const ann = await enter(unique(), "ann");
    ann.sendRaw('{"type":"send","id":"x","text":""}');
    expect(await ann.next("error")).toMatchObject({ id: "x", message: "text: must not be empty" });
  });

  it("closes the socket when it is binary or too long", async () => {
    const ann = await enter(unique(), "ann");
    ann.sendRaw(new Uint8Array([1, 2, 3]).buffer);
    expect((await ann.closed).code).toBe(CloseCode.unsupportedData);

    const ben = await enter(unique(), "ben");
    ben.sendRaw("x".repeat(MAX_FRAME_LENGTH + 1));
    expect((await ben.closed).code).toBe(CloseCode.frameTooLong);
  });

  it("lets the longest text pass, in its longest form", async () => {
    const ann = await enter(unique(), "ann");
    const escaped = "\\u00e9".repeat(MAX_TEXT_LENGTH);
    ann.sendRaw(`{"type":"send","id":"x","text":"${escaped}"}`);
    expect((await ann.next("message")).text).toBe("é".repeat(MAX_TEXT_LENGTH));
  });
});

describe("the rate limit", () => {
  it("refuses what comes too fast, says when to try again, and outlives hibernation", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const now = Date.now();
    await editMembers(room, { bucket: { tokens: 0.5, at: now + DAY } });
    await evictDurableObject(stubOf(room), HIBERNATE);
    ann.send({ type: "send", id: "x", text: "hi" });
    expect(await ann.next("error")).toMatchObject({
      code: "rate_limited",
      id: "x",
      retryAfterMs: 500 / FRAME_RATE.perSecond,
    });
    expect((await stubOf(room).messages({})).messages).toEqual([]);

    await editMembers(room, { bucket: { tokens: 1, at: now } });
    expect(await ann.say("hi", "x")).toMatchObject({ seq: 1 });
  });

  it("closes a socket that does not listen", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const bucket = { tokens: 0, at: Date.now() + DAY };
    await editMembers(room, { bucket, refused: MAX_REFUSED_FRAMES - 1 });
    ann.send({ type: "resume", after: 0 });
    expect(await ann.next("error")).toMatchObject({ code: "rate_limited" });
    ann.send({ type: "resume", after: 0 });
    expect((await ann.closed).code).toBe(CloseCode.flooding);
  });
});

describe("resume", () => {
  it("brings what was missed, in pages, each message once", async () => {
    const room = unique();
    await fill(room, 2 * RESUME_PAGE + 5);
    await evictDurableObject(stubOf(room));
    const ann = await enter(room, "ann");
    expect(await ann.next("welcome")).toMatchObject({ latest: 2 * RESUME_PAGE + 5 });

    const got: number[] = [];
    let more = true;
    while (more) {
      ann.send({ type: "resume", after: got.at(-1) ?? 0 });
      const page = await ann.next("page");
      expect(page.messages.length).toBeLessThanOrEqual(RESUME_PAGE);
      got.push(...page.messages.map((message) => message.seq));
      more = page.more;
    }
    expect(got).toEqual(Array.from({ length: 2 * RESUME_PAGE + 5 }, (_, i) => i + 1));
  });

  it("answers with nothing when nothing was missed", async () => {
    const ann = await enter(unique(), "ann");
    ann.send({ type: "resume", after: 0 });
    expect(await ann.next("page")).toEqual({ type: "page", messages: [], more: false });
  });

  it("leaves it to the history when too much was missed, or is no longer kept", async () => {
    const room = unique();
    await fill(room, RESUME_LIMIT + 1);
    await evictDurableObject(stubOf(room));
    const ann = await enter(room, "ann");
    ann.send({ type: "resume", after: 0 });
    expect(await ann.next("gap")).toEqual({ type: "gap", oldest: 1, latest: RESUME_LIMIT + 1 });
    ann.send({ type: "resume", after: 1 });
    expect((await ann.next("page")).more).toBe(true);

    await runInDurableObject(stubOf(room), (_, { storage }) => {
      storage.sql.exec("DELETE FROM messages WHERE seq <= 900; UPDATE pruned SET up_to = 900");
    });
    await evictDurableObject(stubOf(room), HIBERNATE);
    ann.send({ type: "resume", after: 899 });
    expect(await ann.next("gap")).toMatchObject({ oldest: 901 });
    ann.send({ type: "resume", after: 900 });
    expect((await ann.next("page")).messages[0]?.seq).toBe(901);
  });

  it("starts over with a client that knows more than the room does", async () => {
    const ann = await enter(unique(), "ann");
    ann.send({ type: "resume", after: 7 });
    expect(await ann.next("gap")).toMatchObject({ latest: 0 });
  });
});

describe("presence", () => {
  it("tells who is here, who comes and who leaves", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    expect(await ann.next("welcome")).toEqual({
      type: "welcome",
      you: "ann",
      latest: 0,
      people: ["ann"],
    });
    const ben = await enter(room, "ben");
    expect(await ann.next("joined")).toEqual({ type: "joined", user: "ben" });
    expect(await ben.next("welcome")).toMatchObject({ people: ["ann", "ben"] });
    expect(await stubOf(room).people()).toEqual(["ann", "ben"]);

    ben.close();
    expect(await ann.next("left")).toEqual({ type: "left", user: "ben" });
    expect(await stubOf(room).people()).toEqual(["ann"]);
  });

  it("counts somebody with several sockets once", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const [first, second] = [await enter(room, "ben"), await enter(room, "ben")];
    await ann.next("joined");
    expect(await second.next("welcome")).toMatchObject({ people: ["ann", "ben"] });
    first.close();
    await first.closed;
    await second.say("still here");
    await ann.next("message");
    expect(ann.received.map((frame) => frame.type)).toEqual(["welcome"]);

    second.close();
    await ann.next("left");
  });

  it("is right after hibernation, however a socket ended", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const [ben, cid] = [await enter(room, "ben"), await enter(room, "cid")];
    await evictDurableObject(stubOf(room), HIBERNATE);
    ben.close(4000);
    expect(await ann.next("left")).toMatchObject({ user: "ben" });

    await runInDurableObject(stubOf(room), (instance, ctx) => {
      const [lost] = ctx.getWebSockets("cid");
      if (lost === undefined) throw new Error("no socket");
      instance.webSocketError(lost, new Error("the network connection was lost"));
      instance.webSocketClose(lost);
    });
    expect(await ann.next("left")).toMatchObject({ user: "cid" });
    await cid.closed;
    await ann.say("the end");
    expect(ann.received.filter((frame) => frame.type === "left")).toEqual([]);
    expect(await stubOf(room).people()).toEqual(["ann"]);
  });
});

describe("limits", () => {
  it("lets one person open some sockets, and a new one replace the oldest", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    const visitors: Visitor[] = [];
    for (let i = 0; i <= MAX_SOCKETS_PER_PERSON; i++) visitors.push(await enter(room, "ben"));
    expect(await visitors[0]?.closed).toMatchObject({ code: CloseCode.replaced });
    await visitors.at(-1)?.say("hi");
    await ann.next("message");
    expect(ann.received.map((frame) => frame.type)).toEqual(["welcome", "joined"]);
  });

  it("lets nobody in who never answers that a socket is closed", async () => {
    const room = unique();
    const ben = upgradeFor({ id: "ben", roles: [], expiresAt: Date.now() + DAY });
    // Sockets that are never accepted answer nothing. One that is dropped ends.
    const held: (WebSocket | null)[] = [];
    for (let i = 0; i < MAX_HELD_PER_PERSON; i++) {
      held.push((await stubOf(room).fetch(ben.clone())).webSocket);
    }
    expect((await stubOf(room).fetch(ben)).status).toBe(429);
    await (await enter(room, "ann")).next("welcome");
    expect(held).not.toContain(null);
  });

  it("turns people away when the room is full, but not those who are in", async () => {
    const room = unique();
    const until = Date.now() + DAY;
    await enterUntil(room, "user-0", until);
    // The ends of the clients are held, or the collector of garbage closes the sockets.
    const held: WebSocket[] = [];
    await runInDurableObject(stubOf(room), (_, ctx) => {
      for (let i = 1; i < MAX_PEOPLE; i++) {
        const { 0: client, 1: server } = new WebSocketPair();
        held.push(client);
        ctx.acceptWebSocket(server, [`user-${i}`]);
      }
    });
    const late = await enterUntil(room, "late", until);
    expect((await late.closed).code).toBe(CloseCode.full);
    const again = await enterUntil(room, "user-0", until);
    expect((await again.next("welcome")).people).toHaveLength(MAX_PEOPLE);
    expect(held).toHaveLength(MAX_PEOPLE - 1);
  });
});

describe("the object's fetch", () => {
  it("takes upgrades only, and only from somebody", async () => {
    const stub = stubOf(unique());
    expect((await stub.fetch("https://object/")).status).toBe(426);
    await expect(async () => {
      await stub.fetch("https://object/", { headers: { Upgrade: "websocket" } });
    }).rejects.toThrow("Invalid type");
  });

  it("chooses the protocol", async () => {
    const request = upgradeFor({ id: "ann", roles: [], expiresAt: Date.now() + DAY });
    const response = await stubOf(unique()).fetch(request);
    expect(response.status).toBe(101);
    expect(response.headers.get("Sec-WebSocket-Protocol")).toBe(PROTOCOL);
    response.webSocket?.accept();
    response.webSocket?.close();
  });
});

describe("the sweep", () => {
  it("closes sockets whose token has expired or that fell silent, and comes back", async () => {
    const room = unique();
    const past = Date.now() - 60_000;
    const [ann, ben] = [await enter(room, "ann"), await enter(room, "ben")];
    const [cid, dan] = [await enter(room, "cid"), await enter(room, "dan")];
    await runInDurableObject(stubOf(room), (_, ctx) => {
      const edit = (user: string, change: object) => {
        const [socket] = ctx.getWebSockets(user);
        socket?.serializeAttachment({ ...socket.deserializeAttachment(), ...change });
      };
      edit("ben", { expiresAt: past });
      edit("cid", { bucket: { tokens: 1, at: past - 3 * 60_000 } });
      edit("dan", { user: 7 });
    });
    await due(room);
    expect((await ben.closed).code).toBe(CloseCode.tokenExpired);
    expect((await cid.closed).code).toBe(CloseCode.silent);
    expect((await dan.closed).code).toBe(CloseCode.restart);
    await ann.next("left", ({ user }) => user === "ben");
    await ann.next("left", ({ user }) => user === "cid");
    expect(await stubOf(room).people()).toEqual(["ann"]);

    ann.close();
    await ann.closed;
    await due(room);
    expect(await tasks(room)).toEqual([]);
  });

  it("takes a ping for a sign of life", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    await editMembers(room, { bucket: { tokens: 1, at: 0 } });
    await evictDurableObject(stubOf(room), HIBERNATE);
    await ann.ping();
    await due(room);
    await ann.say("still here");
  });

  it("does not wait for the sweep when somebody speaks with an expired token", async () => {
    const room = unique();
    const ann = await enterUntil(room, "ann", Date.now() - 1);
    ann.send({ type: "send", id: "x", text: "hi" });
    expect((await ann.closed).code).toBe(CloseCode.tokenExpired);
    expect((await stubOf(room).messages({})).messages).toEqual([]);
  });
});

describe("retention", () => {
  it("removes old messages from the alarm, until none is left", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    await ann.say("old");
    await runInDurableObject(stubOf(room), (_, { storage }) => {
      storage.sql.exec("UPDATE messages SET sent_at = ?", Date.now() - 31 * DAY);
    });
    await due(room);
    expect(await stubOf(room).messages({})).toEqual({ messages: [], before: null, latest: 1 });

    await evictDurableObject(stubOf(room), HIBERNATE);
    expect(await ann.say("new")).toMatchObject({ seq: 2 });
    await due(room);
    expect((await stubOf(room).messages({})).messages).toHaveLength(1);
    expect(await tasks(room)).toEqual(["prune", "sweep"]);
  });
});

describe("a room that is written to a lot", () => {
  it("does not wait an hour with removing what is too much", async () => {
    const room = unique();
    await fill(room, RETENTION.messages + RETENTION.batch - 1);
    await evictDurableObject(stubOf(room));
    const ann = await enter(room, "ann");
    await ann.say("one more");
    await runDurableObjectAlarm(stubOf(room));
    ann.send({ type: "resume", after: 0 });
    expect(await ann.next("gap")).toMatchObject({ oldest: RETENTION.batch + 1 });
  });
});

/** The kinds of the room's own tasks that are set. */
function tasks(room: string): Promise<string[]> {
  return runInDurableObject(stubOf(room), (_, { storage }) =>
    storage.sql
      .exec<{ kind: string }>(
        "SELECT kind FROM _tasks WHERE kind IN ('prune', 'sweep') ORDER BY kind",
      )
      .toArray()
      .map(({ kind }) => kind),
  );
}

/** Runs the alarm as if the time of the room's own tasks had come. */
async function due(room: string): Promise<void> {
  await runInDurableObject(stubOf(room), (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind IN ('prune', 'sweep')");
  });
  await runDurableObjectAlarm(stubOf(room));
}
