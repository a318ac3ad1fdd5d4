/**
 * A client of a room, without a page: it connects, reconnects, and hands over
 * every message once and in order, whatever happens to the connection.
 *
 * @import { ClientFrame, ErrorFrame, HistoryPage, Message, ServerFrame, WelcomeFrame } from "../src/chat-room.protocol"
 */

// The page is served as it is, without a build, so it cannot import these
// values. It takes their types instead: one that differs does not type-check.
/** @type {typeof import("../src/chat-room.protocol").PROTOCOL} */
const PROTOCOL = "chat.v1";
/** @type {typeof import("../src/chat-room.protocol").PING} */
const PING = "ping";
/** @type {typeof import("../src/chat-room.protocol").PONG} */
const PONG = "pong";

/** @type {(typeof import("../src/chat-room.protocol").CloseCode)["replaced"]} */
const REPLACED = 4409;

const FIRST_DELAY_MS = 500;
const LAST_DELAY_MS = 15_000;
const PING_EVERY_MS = 30_000;
// #if ttl
/** A room that nobody has used for at least a day may start over, and its numbers with it. */
const MAX_AWAY_MS = 12 * 60 * 60 * 1_000;
// #end
/** Messages that wait for a connection. */
const MAX_OUTBOX = 100;

/** @typedef {"connecting" | "online" | "offline" | "closed"} State */

/**
 * What the client tells.
 *
 * @typedef {object} Listener
 * @property {(state: State, reason: string) => void} state
 * @property {(message: Message) => void} message  The next message.
 * @property {(page: HistoryPage) => void} history  Start anew with these messages.
 * @property {(you: string) => void} welcome  Connected, as whom.
 * @property {(people: readonly string[]) => void} people  Everybody who is here.
 * @property {(id: string) => void} acknowledged  The message of this id is stored.
 * @property {(id: string, reason: string) => void} refused  The message of this id was not taken.
 */

/**
 * @typedef {object} Options
 * @property {URL} room  Where the room is, with a slash at its end.
 * @property {() => string | Promise<string>} token  Asked for each time, so it may be a new one.
 * @property {Listener} listener
 * @property {(url: URL, protocols: string[]) => WebSocket | Promise<WebSocket>} [openSocket]
 * @property {(url: URL, init: RequestInit) => Promise<Response>} [fetch]
 * @property {() => number} [random]  From 0 to 1; spreads out clients that lost the same server.
 * @property {number} [pingEveryMs]
 */

/** The server refuses the token or the room. */
class RefusedError extends Error {}

export class ChatRoomClient {
  #room;
  #token;
  #listener;
  #openSocket;
  #fetch;
  #random;
  #pingEveryMs;

  /** @type {WebSocket | undefined} */
  #socket;
  #welcomed = false;
  #stopped = false;
  #connecting = false;
  /** Attempts since the last welcome. */
  #attempts = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #pingTimer;
  #heard = true;
  // #if ttl
  /** When the room was last known to be there. */
  #heardAt = Date.now();
  // #end

  /** The newest message that was handed over; undefined before the history is loaded. @type {number | undefined} */
  #last;
  /** Whether messages that were missed are on their way. */
  #resuming = false;
  /** Messages without an ack, oldest first. Only the first one is on its way. @type {{ id: string, text: string }[]} */
  #outbox = [];
  /** @type {Set<string>} */
  #people = new Set();

  /** @param {Options} options */
  constructor(options) {
    this.#room = options.room;
    this.#token = options.token;
    this.#listener = options.listener;
    this.#openSocket = options.openSocket ?? ((url, protocols) => new WebSocket(url, protocols));
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.#random = options.random ?? Math.random;
    this.#pingEveryMs = options.pingEveryMs ?? PING_EVERY_MS;
  }

  /** Connects, at once if the client is waiting to try again. */
  connect() {
    if (this.#stopped || this.#connecting || this.#socket !== undefined) return;
    clearTimeout(this.#retryTimer);
    void this.#attempt();
  }

  /** Ends for good. */
  close() {
    this.#stop("");
  }

  /**
   * Sends a message, now or when there is a connection again.
   *
   * @param {string} text
   * @returns {string | undefined} Its id, or nothing if too many are waiting already.
   */
  send(text) {
    if (this.#stopped || this.#outbox.length >= MAX_OUTBOX) return undefined;
    const id = crypto.randomUUID();
    this.#outbox.push({ id, text });
    if (this.#outbox.length === 1) this.#sendFirst();
    return id;
  }

  /**
   * A page of the history.
   *
   * @param {number} [before] The newest page if it is not given.
   * @returns {Promise<HistoryPage>}
   */
  async history(before) {
    const url = new URL("messages", this.#room);
    if (before !== undefined) url.searchParams.set("before", String(before));
    const response = await this.#fetch(url, {
      headers: { Authorization: `Bearer ${await this.#token()}` },
    });
    if (response.ok) return response.json();
    const reason = `${response.status}: ${await reasonOf(response)}`;
    throw response.status < 500 && response.status !== 429
      ? new RefusedError(reason)
      : new Error(reason);
  }

  async #attempt() {
    this.#connecting = true;
    this.#listener.state("connecting", "");
    try {
      // A browser does not tell why an upgrade was refused; HTTP does. So the
      // history comes first, and again when an attempt has failed.
      // #if ttl
      if (Date.now() - this.#heardAt > MAX_AWAY_MS) this.#last = undefined;
      // #end
      if (this.#last === undefined) await this.#load();
      else if (this.#attempts > 0) await this.history();
      const url = new URL("socket", this.#room);
      url.protocol = url.protocol.replace("http", "ws");
      const socket = await this.#openSocket(url, [PROTOCOL, `bearer.${await this.#token()}`]);
      if (this.#stopped) socket.close();
      else this.#listen(socket);
    } catch (error) {
      if (error instanceof RefusedError) this.#stop(error.message);
      else this.#retry(error instanceof Error ? error.message : "");
    } finally {
      this.#connecting = false;
    }
  }

  /** Starts anew with the newest page of the history. */
  async #load() {
    const page = await this.history();
    if (this.#stopped) return;
    // #if ttl
    this.#heardAt = Date.now();
    // #end
    this.#last = page.latest;
    this.#listener.history(page);
  }

  /** @param {WebSocket} socket */
  #listen(socket) {
    this.#socket = socket;
    this.#heard = true;
    this.#pingTimer = setInterval(() => this.#ping(socket), this.#pingEveryMs);
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket && typeof event.data === "string") this.#hear(event.data);
    });
    socket.addEventListener("close", (event) => this.#lose(socket, event.code));
    socket.addEventListener("error", () => this.#lose(socket, 1006));
  }

  /**
   * A connection can be dead without anybody having said so.
   *
   * @param {WebSocket} socket
   */
  #ping(socket) {
    if (!this.#heard || socket.readyState !== WebSocket.OPEN) return this.#lose(socket, 1006);
    this.#heard = false;
    socket.send(PING);
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  #lose(socket, code) {
    if (socket !== this.#socket) return;
    this.#disconnect();
    // Coming back would take the place of the connection that took this one's.
    if (code === REPLACED) this.#stop("Connected in too many other places.");
    else this.#retry("");
  }

  /** @param {string} reason */
  #retry(reason) {
    if (this.#stopped) return;
    const longest = Math.min(FIRST_DELAY_MS * 2 ** this.#attempts, LAST_DELAY_MS);
    this.#attempts += 1;
    this.#listener.state("offline", reason);
    this.#retryTimer = setTimeout(() => this.connect(), this.#random() * longest);
  }

  /** @param {string} reason */
  #stop(reason) {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#retryTimer);
    this.#disconnect();
    this.#listener.state("closed", reason);
  }

  #disconnect() {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#welcomed = false;
    this.#resuming = false;
    clearInterval(this.#pingTimer);
    socket?.close(1000);
  }

  /** @param {string} data */
  #hear(data) {
    this.#heard = true;
    // #if ttl
    this.#heardAt = Date.now();
    // #end
    if (data === PONG) return;
    /** @type {ServerFrame} */
    const frame = JSON.parse(data);
    switch (frame.type) {
      case "welcome":
        return this.#welcome(frame);
      case "message":
        return this.#follow(frame);
      case "page":
        return this.#catchUp(frame.messages, frame.more);
      case "gap":
        return void this.#skipGap();
      case "ack":
        return this.#acknowledge(frame.id);
      case "joined":
        this.#people.add(frame.user);
        return this.#tellPeople();
      case "left":
        this.#people.delete(frame.user);
        return this.#tellPeople();
      case "error":
        return this.#handle(frame);
    }
  }

  /** @param {WelcomeFrame} frame */
  #welcome({ you, people, latest }) {
    this.#welcomed = true;
    this.#attempts = 0;
    this.#people = new Set(people);
    this.#listener.state("online", "");
    this.#listener.welcome(you);
    this.#tellPeople();
    if (latest !== this.#last) this.#resume();
    this.#sendFirst();
  }

  /**
   * Hands over the message that comes next. One that was handed over before is
   * dropped; one that comes too early is too, as a page will bring it.
   *
   * @param {Message} message
   */
  #follow(message) {
    const expected = (this.#last ?? 0) + 1;
    if (message.seq > expected) return this.#resume();
    if (message.seq < expected) return;
    this.#last = message.seq;
    this.#listener.message(message);
  }

  #resume() {
    if (this.#resuming) return;
    this.#resuming = true;
    this.#askForMissed();
  }

  #askForMissed() {
    this.#send({ type: "resume", after: this.#last ?? 0 });
  }

  /**
   * @param {readonly Message[]} messages
   * @param {boolean} more
   */
  #catchUp(messages, more) {
    this.#resuming = more;
    for (const message of messages) this.#follow(message);
    if (more) this.#askForMissed();
  }

  /** Too much was missed. What comes while the history loads, the next resume brings. */
  async #skipGap() {
    const socket = this.#socket;
    try {
      await this.#load();
      if (socket === this.#socket) this.#askForMissed();
    } catch {
      if (socket !== undefined) this.#lose(socket, 1006);
    }
  }

  /** @param {string} id */
  #acknowledge(id) {
    if (this.#outbox[0]?.id !== id) return;
    this.#outbox.shift();
    this.#listener.acknowledged(id);
    this.#sendFirst();
  }

  /** @param {ErrorFrame} frame */
  #handle(frame) {
    if (frame.retryAfterMs !== undefined) {
      const socket = this.#socket;
      const again = () => {
        if (socket !== this.#socket) return;
        if (frame.id !== undefined) this.#sendFirst();
        else this.#askForMissed();
      };
      setTimeout(again, frame.retryAfterMs);
    } else if (frame.id !== undefined && frame.id === this.#outbox[0]?.id) {
      this.#outbox.shift();
      this.#listener.refused(frame.id, frame.message);
      this.#sendFirst();
    }
  }

  /** One at a time keeps them in order, also when one must wait or is sent again. */
  #sendFirst() {
    const [first] = this.#outbox;
    if (first !== undefined && this.#welcomed) this.#send({ type: "send", ...first });
  }

  /** @param {ClientFrame} frame */
  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #tellPeople() {
    this.#listener.people([...this.#people].sort());
  }
}

/**
 * @param {Response} response
 * @returns {Promise<string>}
 */
async function reasonOf(response) {
  const body = await response.json().catch(() => undefined);
  return body?.error?.message ?? "the server did not say why";
}
