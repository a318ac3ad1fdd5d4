import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { ChatRoomClient } from "../public/chat-room-client.js";
import { History, HISTORY_MIGRATIONS, RETENTION } from "../src/chat-room.history";
import { EXPIRY_MIGRATIONS, ttl } from "../src/chat-room.ttl";
import { migrate } from "../src/kit/schema";
import { enter } from "./chat-room.visitor";
import { unique } from "./client";
import { dueAt, elapse, endIdleTime, planOtherWork, sweep } from "./expiry";
import { configure, itReads } from "./settings";

afterEach(() => void vi.restoreAllMocks());

const DAY = 86_400_000;

function newRoom() {
  const room = unique();
  return { room, open: () => env.CHAT_ROOM.getByName(room) };
}

type Room = ReturnType<typeof newRoom>;

/** Lets the time of all messages be over, as it is before the alarm has come by. */
function expire({ open }: Room): Promise<void> {
  return runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE messages SET expires_at = 1");
  });
}

/** Adds messages that have expired, from the number `first` on. */
function fill({ open }: Room, first: number, last: number): Promise<void> {
  return runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO messages (seq, client_id, author, text, sent_at, expires_at)
       SELECT i, i, 'filler', '', ?3, 1 FROM n`,
      first,
      last,
      Date.now(),
    );
  });
}

function stored({ open }: Room): Promise<number> {
  return runInDurableObject(
    open(),
    (_, { storage }) =>
      storage.sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM messages").one().n,
  );
}

itReads(["CHAT_ROOM_TTL"], ttl);

it("keeps a message for as long as the configuration says", async () => {
  const { room, open } = newRoom();
  configure("CHAT_ROOM_TTL", { messages: "5m", idle: "30d" });
  await (await enter(room, "ann")).say("hi");
  await runInDurableObject(open(), (_, { storage }) => {
    const kept = storage.sql.exec("SELECT expires_at - sent_at AS ms FROM messages").one();
    expect(kept).toEqual({ ms: 300_000 });
  });
});

it("shows no expired message before the alarm, in the history or on a resume", async () => {
  const made = newRoom();
  const ann = await enter(made.room, "ann");
  await ann.say("old");
  await ann.say("older");
  await expire(made);
  await ann.say("new");
  ann.send({ type: "resume", after: 0 });
  expect(await ann.next("gap")).toMatchObject({ oldest: 3, latest: 3 });
  ann.send({ type: "resume", after: 2 });
  expect(await ann.next("page")).toMatchObject({ messages: [{ seq: 3 }], more: false });

  await evictDurableObject(made.open(), { webSockets: "hibernate" });
  const page = await made.open().messages({});
  expect(page).toMatchObject({ messages: [{ seq: 3 }], before: null, latest: 3 });
  expect((await made.open().messages({ before: 3 })).messages).toEqual([]);
});

it("takes the id of an expired message for a new one", async () => {
  const made = newRoom();
  const ann = await enter(made.room, "ann");
  const say = async () => {
    ann.send({ type: "send", id: "once", text: "hi" });
    return (await ann.next("ack")).seq;
  };
  expect([await say(), await say()]).toEqual([1, 1]);
  await expire(made);
  expect([await say(), await say()]).toEqual([2, 2]);
  expect((await made.open().messages({})).messages).toMatchObject([{ seq: 2, id: "once" }]);
});

it("removes what has expired in batches, each with an alarm of its own", async () => {
  const made = newRoom();
  const ann = await enter(made.room, "ann");
  await ann.say("first");
  await expire(made);
  await fill(made, 2, RETENTION.batch + 100);
  await planOtherWork(made.open);
  const other = await dueAt(made.open, "other");

  // What was added behind its back, the room finds when it wakes.
  await evictDurableObject(made.open(), { webSockets: "hibernate" });

  const first = await sweep(made.open, "prune", "messages");
  expect(first.left).toBe(100);
  expect(first.next).toBeLessThanOrEqual(Date.now());
  expect(await sweep(made.open, "prune", "messages")).toEqual({ left: 0, next: null });
  expect(await dueAt(made.open, "other")).toBe(other);
});

it("removes what has expired behind more than a batch of what was to stay longer", async () => {
  const made = newRoom();
  await (await enter(made.room, "ann")).say("first");
  await fill(made, 2, RETENTION.batch + 100);
  await runInDurableObject(made.open(), (_, { storage }) => {
    storage.sql.exec(
      "UPDATE messages SET expires_at = ? WHERE seq <= ?",
      Date.now() + DAY,
      RETENTION.batch + 50,
    );
  });
  await evictDurableObject(made.open(), { webSockets: "hibernate" });
  expect((await made.open().messages({})).messages).toEqual([]);
  expect((await sweep(made.open, "prune", "messages")).left).toBe(100);
  expect(await sweep(made.open, "prune", "messages")).toEqual({ left: 0, next: null });
});

it("frees an idle room without messages, and starts anew on the next call", async () => {
  const made = newRoom();
  const ann = await enter(made.room, "ann");
  await ann.say("hi");
  ann.close();
  await ann.closed;
  expect(await endIdleTime(made.open)).toBe("kept");
  await expire(made);
  await elapse(made.open, "prune");
  expect(await endIdleTime(made.open)).toBe("freed");

  expect(await made.open().messages({})).toEqual({ messages: [], before: null, latest: 0 });
  expect(await (await enter(made.room, "ann")).say("again")).toMatchObject({ seq: 1 });
});

it("keeps a room while somebody is in it, or while there is other work", async () => {
  const { room, open } = newRoom();
  const ann = await enter(room, "ann");
  expect(await endIdleTime(open)).toBe("kept");
  ann.close();
  await ann.closed;
  await planOtherWork(open);
  expect(await endIdleTime(open)).toBe("kept");
  expect(await dueAt(open, "other")).toBeGreaterThan(Date.now());
});

it("puts the end off when the room is looked at, entered or left", async () => {
  const { room, open } = newRoom();
  const soon = () =>
    runInDurableObject(open(), (_, { storage }) => {
      storage.sql.exec("UPDATE _tasks SET due_at = ? WHERE kind = 'idle'", Date.now() + DAY);
    });
  const isPutOff = async () => ((await dueAt(open, "idle")) ?? 0) > Date.now() + 29 * DAY;

  await open().messages({});
  expect(await isPutOff()).toBe(true);
  await soon();
  const ann = await enter(room, "ann");
  expect(await isPutOff()).toBe(true);
  await soon();
  // A connection can be lost without a word, so the open ones count from time to time.
  await elapse(open, "sweep");
  expect(await isPutOff()).toBe(true);
  await soon();
  ann.close();
  await ann.closed;
  expect(await isPutOff()).toBe(true);
});

it("plans the end of a room from before with its next alarm", async () => {
  const made = newRoom();
  const ann = await enter(made.room, "ann");
  await ann.say("hi");
  ann.close();
  await ann.closed;
  await runInDurableObject(made.open(), (_, { storage }) => {
    storage.sql.exec("DELETE FROM _tasks WHERE kind = 'idle'");
  });
  await expire(made);
  await evictDurableObject(made.open());
  await elapse(made.open, "prune");
  expect(await stored(made)).toBe(0);
  expect(await dueAt(made.open, "idle")).toBeGreaterThan(Date.now() + 29 * DAY);
});

it("lets people go with a wrong configuration", async () => {
  const { room, open } = newRoom();
  const [ann, ben, cid] = [
    await enter(room, "ann"),
    await enter(room, "ben"),
    await enter(room, "cid"),
  ];
  configure("CHAT_ROOM_TTL", { messages: "30d", idle: "30 days" });
  ben.close();
  await ben.closed;
  await ann.next("left", ({ user }) => user === "ben");
  await runInDurableObject(open(), (_, ctx) => {
    const [socket] = ctx.getWebSockets("cid");
    socket?.serializeAttachment({ ...socket.deserializeAttachment(), expiresAt: 1 });
  });
  await elapse(open, "sweep");
  expect((await cid.closed).reason).toBe("tokenExpired");
  await ann.next("left", ({ user }) => user === "cid");
  expect(await dueAt(open, "sweep")).toBeGreaterThan(Date.now() + 4 * 60_000);
  ann.close();
});

it("can be told to stay", async () => {
  const { open } = newRoom();
  configure("CHAT_ROOM_TTL", { messages: "30d", idle: "off" });
  await open().messages({});
  expect(await dueAt(open, "idle")).toBeNull();
});

it("refuses every call that depends on a wrong configuration, and deletes nothing", async () => {
  const made = newRoom();
  const ann = await enter(made.room, "ann");
  await ann.say("hi");
  configure("CHAT_ROOM_TTL", { messages: "30 days", idle: "30d" });
  await expect(async () => void (await made.open().messages({}))).rejects.toThrow(
    "CHAT_ROOM_TTL.messages in wrangler.jsonc: use a whole number",
  );
  expect(await endIdleTime(made.open)).toBe("kept");
  expect(await stored(made)).toBe(1);
});

it("gives messages of before the time that they had", () =>
  runInDurableObject(env.PROBE.getByName(unique()), (_, { storage }) => {
    migrate(
      storage,
      HISTORY_MIGRATIONS.filter((step) => !EXPIRY_MIGRATIONS.includes(step)),
    );
    storage.sql.exec("INSERT INTO messages VALUES (1, 'a', 'ann', 'hi', 1000)");
    migrate(storage, HISTORY_MIGRATIONS);
    const { expires } = storage.sql
      .exec<{ expires: number }>("SELECT expires_at AS expires FROM messages")
      .one();
    expect(expires).toBe(1_000 + RETENTION.ageMs);
  }));

it("finds what has expired by an index", () =>
  runInDurableObject(newRoom().open(), (_, { storage }) => {
    const plans: string[] = [];
    const history = new History(explaining(storage, plans));
    plans.length = 0;
    history.hideExpired(Date.now());
    expect(plans).toEqual([
      expect.stringContaining(
        "SEARCH messages USING COVERING INDEX messages_expiry (expires_at<?)",
      ),
    ]);
  }));

/** The same storage, which also notes how it finds the rows of each statement. */
function explaining(storage: DurableObjectStorage, plans: string[]): DurableObjectStorage {
  const exec: SqlStorage["exec"] = (query, ...bindings) => {
    const steps = storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...bindings);
    plans.push(...steps.toArray().map((step) => step.detail));
    return storage.sql.exec(query, ...bindings);
  };
  const sql = new Proxy(storage.sql, { get: (_, name) => (name === "exec" ? exec : undefined) });
  return new Proxy(storage, { get: (_, name) => (name === "sql" ? sql : undefined) });
}

for (const [away, loads] of [
  [DAY / 4, 1],
  [DAY, 2],
] as const) {
  it(`has a client who was away for ${away / 3_600_000} hours load the history ${loads} times`, async () => {
    let lose = () => {};
    let online = () => {};
    const histories: number[] = [];
    const client = new ChatRoomClient({
      room: new URL("https://example.com/room/"),
      token: () => "token",
      fetch: async () => Response.json({ messages: [], before: null, latest: 5 }),
      openSocket: () => {
        const { 0: socket, 1: server } = new WebSocketPair();
        socket.accept();
        server.accept();
        server.send(JSON.stringify({ type: "welcome", you: "ann", latest: 5, people: [] }));
        lose = () => server.close(1012);
        return socket;
      },
      random: () => 0,
      listener: {
        state: (state) => void (state === "online" && online()),
        history: ({ latest }) => void histories.push(latest),
        welcome: () => {},
        message: () => {},
        people: () => {},
        acknowledged: () => {},
        refused: () => {},
      },
    });
    const connected = () => new Promise<void>((resolve) => (online = resolve));
    const first = connected();
    client.connect();
    await first;
    const second = connected();
    const back = Date.now() + away;
    vi.spyOn(Date, "now").mockImplementation(() => back);
    lose();
    await second;
    client.close();
    expect(histories).toHaveLength(loads);
  });
}
