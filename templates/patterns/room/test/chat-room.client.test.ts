import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  ChatRoomClient,
  type Listener,
  type Options,
  type State,
} from "../public/chat-room-client.js";
import { MAX_SOCKETS_PER_PERSON, RESUME_LIMIT, RESUME_PAGE } from "../src/chat-room";
import type { HistoryPage, Message, ServerFrame } from "../src/chat-room.protocol";
import { request, token, unique } from "./client";
import { enter } from "./chat-room.visitor";

/** Remembers what a client told, and lets a test wait for it. */
class Recorder implements Listener {
  states: State[] = [];
  reason = "";
  seqs: number[] = [];
  texts: string[] = [];
  histories: HistoryPage[] = [];
  here: readonly string[] = [];
  acks: string[] = [];
  refusals: string[] = [];
  #changed: (() => void)[] = [];

  state(state: State, reason: string) {
    this.states.push(state);
    this.reason = reason;
    this.#change();
  }
  welcome() {}
  message(message: Message) {
    this.seqs.push(message.seq);
    this.texts.push(message.text);
    this.#change();
  }
  history(page: HistoryPage) {
    this.histories.push(page);
    this.#change();
  }
  people(people: readonly string[]) {
    this.here = people;
    this.#change();
  }
  acknowledged(id: string) {
    this.acks.push(id);
    this.#change();
  }
  refused(_id: string, reason: string) {
    this.refusals.push(reason);
    this.#change();
  }

  async until(fits: () => boolean): Promise<void> {
    while (!fits()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }
  #change() {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}

const clients: ChatRoomClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

/** A client that speaks to the Worker under test. */
function visit(room: string, user: string, options: Partial<Options> = {}) {
  const heard = new Recorder();
  const client = new ChatRoomClient({
    room: new URL(`https://example.com/chat-room/${room}/`),
    token: () => token(user),
    listener: heard,
    openSocket: open,
    fetch: (url, init) => request(url.pathname + url.search, init),
    random: () => 0,
    ...options,
  });
  clients.push(client);
  client.connect();
  return { client, heard };
}

async function open(url: URL, protocols: string[]): Promise<WebSocket> {
  const { webSocket } = await request(url.pathname, {
    headers: { Upgrade: "websocket", "Sec-WebSocket-Protocol": protocols.join(", ") },
  });
  if (webSocket === null) throw new Error("the upgrade was refused");
  webSocket.accept();
  return webSocket;
}

/** A connection that is cut, without a close event, just before a frame of this type arrives. */
function cutBefore(socket: WebSocket, type: string): WebSocket {
  let cut = false;
  const listen = socket.addEventListener.bind(socket);
  Object.defineProperty(socket, "addEventListener", {
    value: (name: "message", listener: (event: MessageEvent) => void) => {
      listen(name, (event) => {
        cut ||= name === "message" && String(event.data).includes(`"type":"${type}"`);
        if (!cut) listener(event);
      });
    },
  });
  return socket;
}

/** Loses every connection of a room, as a new deployment does. */
const restart = (room: string) =>
  evictDurableObject(env.CHAT_ROOM.getByName(room), { webSockets: "close" });

/** Adds messages that the connected clients are not told of. */
async function fill(room: string, from: number, to: number): Promise<void> {
  await runInDurableObject(env.CHAT_ROOM.getByName(room), (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO messages (seq, client_id, author, text, sent_at)
       SELECT i, 'c' || i, 'ben', 'text ' || i, 1 FROM n`,
      from,
      to,
    );
  });
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("the client", () => {
  it("loads the history, then follows", async () => {
    const room = unique();
    const ben = await enter(room, "ben");
    await ben.say("before");
    const { client, heard } = visit(room, "ann");
    await heard.until(() => heard.here.length === 2);
    expect(heard.histories[0]?.messages).toMatchObject([{ seq: 1, text: "before" }]);
    const id = client.send("hello");
    await heard.until(() => heard.seqs.length === 1 && heard.acks.length === 1);
    expect([heard.seqs, heard.texts, heard.acks]).toEqual([[2], ["hello"], [id]]);
    ben.close();
    await heard.until(() => heard.here.length === 1);
    expect(heard.states).toEqual(["connecting", "online"]);
  });

  it("comes back after a restart and misses nothing", async () => {
    const room = unique();
    const { heard } = visit(room, "ann");
    await heard.until(() => heard.states.includes("online"));
    const missed = 2 * RESUME_PAGE + 7;
    await fill(room, 1, missed);
    await restart(room);
    await heard.until(() => heard.seqs.length >= missed);
    expect(heard.seqs).toEqual(range(1, missed));
    expect(heard.histories).toHaveLength(1);
    expect(heard.states.slice(2)).toEqual(["offline", "connecting", "online"]);
  });

  it("neither loses nor repeats a message that arrives while it catches up", async () => {
    const room = unique();
    const { heard } = visit(room, "ann");
    await heard.until(() => heard.states.includes("online"));
    await fill(room, 1, 3 * RESUME_PAGE);
    await restart(room);
    const ben = await enter(room, "ben");
    for (let i = 0; i < 5; i++) await ben.say("meanwhile");
    await heard.until(() => heard.seqs.includes(3 * RESUME_PAGE + 5));
    expect(heard.seqs).toEqual(range(1, 3 * RESUME_PAGE + 5));
  });

  it("hands over each message once and in order, however the frames come", async () => {
    const { 0: clientEnd, 1: server } = new WebSocketPair();
    const { heard } = visit(unique(), "ann", {
      fetch: async () => Response.json({ messages: [], before: null, latest: 0 }),
      openSocket: () => {
        clientEnd.accept();
        return clientEnd;
      },
    });
    server.accept();
    const asked = new Promise<unknown>((resolve) => {
      server.addEventListener("message", (event) => resolve(JSON.parse(String(event.data))));
    });
    const message = (seq: number) => ({ seq, id: `m-${seq}`, from: "ben", text: "hi", at: 1 });
    const say = (frame: ServerFrame) => server.send(JSON.stringify(frame));

    say({ type: "welcome", you: "ann", latest: 0, people: ["ann"] });
    for (const seq of [1, 1, 3, 4]) say({ type: "message", ...message(seq) });
    expect(await asked).toEqual({ type: "resume", after: 1 });
    say({ type: "page", messages: [2, 3, 4].map(message), more: false });
    for (const seq of [4, 5]) say({ type: "message", ...message(seq) });
    await heard.until(() => heard.seqs.includes(5));
    expect(heard.seqs).toEqual([1, 2, 3, 4, 5]);
  });

  it("sends again what was not acknowledged, and it is stored once", async () => {
    const room = unique();
    let cuts = 0;
    const { client, heard } = visit(room, "ann", {
      pingEveryMs: 20,
      openSocket: async (url, protocols) => {
        const socket = await open(url, protocols);
        return cuts++ < 2 ? cutBefore(socket, "ack") : socket;
      },
    });
    const ids = [client.send("one"), client.send("two"), client.send("three")];
    await heard.until(() => heard.acks.length === 3);
    expect(cuts).toBeGreaterThan(2);
    expect(heard.acks).toEqual(ids);
    expect(heard.texts).toEqual(["one", "two", "three"]);
    const { messages } = await env.CHAT_ROOM.getByName(room).messages({});
    expect(messages.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  it("notices a connection that died in silence", async () => {
    const room = unique();
    let opened = 0;
    const { heard } = visit(room, "ann", {
      pingEveryMs: 20,
      openSocket: async (url, protocols) => {
        const socket = await open(url, protocols);
        return opened++ === 0 ? cutBefore(socket, "welcome") : socket;
      },
    });
    await heard.until(() => heard.states.includes("online"));
    expect(heard.states).toEqual(["connecting", "offline", "connecting", "online"]);
  });

  it("starts anew from the history when it has missed too much", async () => {
    const room = unique();
    const { client, heard } = visit(room, "ann");
    await heard.until(() => heard.states.includes("online"));
    const missed = RESUME_LIMIT + 50;
    await fill(room, 1, missed);
    await restart(room);
    await heard.until(() => heard.histories.length === 2);
    expect(heard.histories[1]?.messages.at(-1)?.seq).toBe(missed);
    client.send("hello");
    await heard.until(() => heard.acks.length === 1);
    expect(heard.seqs).toEqual([missed + 1]);
    const earlier = await client.history(heard.histories[1]?.before ?? 0);
    expect(earlier.messages.at(-1)?.seq).toBe(missed - 50);
  });

  it("waits as long as the server asks", async () => {
    const room = unique();
    const { client, heard } = visit(room, "ann");
    await heard.until(() => heard.states.includes("online"));
    await runInDurableObject(env.CHAT_ROOM.getByName(room), (_, ctx) => {
      const [socket] = ctx.getWebSockets();
      const bucket = { tokens: 0.5, at: Date.now() };
      socket?.serializeAttachment({ ...socket.deserializeAttachment(), bucket });
    });
    client.send("one");
    client.send("two");
    await heard.until(() => heard.texts.length === 2);
    expect(heard.texts).toEqual(["one", "two"]);
  });

  it("tells of a message that was refused, and goes on", async () => {
    const { client, heard } = visit(unique(), "ann");
    client.send(" ");
    client.send("hello");
    await heard.until(() => heard.acks.length === 1);
    expect(heard.refusals).toEqual(["text: must not be empty"]);
    expect(heard.texts).toEqual(["hello"]);
  });

  it("gives up when the token is refused, and says why", async () => {
    const { client, heard } = visit(unique(), "ann", { token: () => "nonsense" });
    await heard.until(() => heard.states.includes("closed"));
    expect(heard.reason).toMatch(/^401/);
    expect(client.send("hello")).toBeUndefined();
  });

  it("asks for a new token when the old one has expired", async () => {
    const room = unique();
    const tokens = [token("ann"), token("ann"), Promise.resolve("expired")];
    const { heard } = visit(room, "ann", { token: () => tokens.shift() ?? token("ann") });
    await heard.until(() => heard.states.includes("online"));
    await restart(room);
    await heard.until(() => heard.states.includes("closed"));
    expect(heard.reason).toMatch(/^401/);
  });

  it("does not fight for a place that a newer connection has taken", async () => {
    const room = unique();
    const { heard } = visit(room, "ann");
    await heard.until(() => heard.states.includes("online"));
    for (let i = 0; i < MAX_SOCKETS_PER_PERSON; i++) await enter(room, "ann");
    await heard.until(() => heard.states.includes("closed"));
    expect(heard.reason).toContain("other places");
  });

  it("waits longer each time, up to a limit, and not in step with others", async () => {
    const delays: (number | undefined)[] = [];
    const timers = vi.spyOn(globalThis, "setTimeout").mockImplementation((again, ms) => {
      delays.push(ms);
      if (delays.length < 9) queueMicrotask(again);
      return 0;
    });
    const { heard } = visit(unique(), "ann", {
      random: () => 0.5,
      fetch: () => Promise.reject(new TypeError("no network")),
    });
    await heard.until(() => delays.length === 9);
    timers.mockRestore();
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500, 7_500]);
  });

  it("keeps a bounded number of messages for later", () => {
    const { client } = visit(unique(), "ann", { fetch: () => new Promise(() => {}) });
    const ids = Array.from({ length: 101 }, () => client.send("hello"));
    expect(ids.indexOf(undefined)).toBe(100);
  });
});
