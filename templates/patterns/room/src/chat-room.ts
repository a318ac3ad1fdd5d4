import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { readFrame } from "./chat-room.frames";
import { History, HISTORY_MIGRATIONS, RETENTION, type Draft } from "./chat-room.history";
import { FrameCounter, MAX_REFUSED_FRAMES, Member, newMember } from "./chat-room.member";
import {
  CloseCode,
  MAX_FRAME_LENGTH,
  PING,
  PONG,
  PROTOCOL,
  Seq,
  type HistoryPage,
  type ServerFrame,
} from "./chat-room.protocol";
// #if ttl
import { ttl } from "./chat-room.ttl";
// #end
import { visitorOf, type Visitor } from "./chat-room.upgrade";
// #if identity
import { identify, startSession, type ObjectSession, type SessionCall } from "./kit/identity";
// #end
import { log } from "./kit/log";
// #if observability
import { metricsOf, observe, type ObjectMetrics } from "./kit/observe";
// #end
// #if recovery
import { RECOVERY } from "./chat-room.recovery";
import { Recovery } from "./kit/recovery";
// #end
// #if ttl
import { freeStorage, Idle, IDLE, noteUses } from "./kit/idle";
// #end
import { Scheduler, SCHEDULER_MIGRATIONS } from "./kit/scheduler";
import { migrate } from "./kit/schema";
import { answerPings, Sockets, trySend } from "./kit/sockets";
import { PageSize, parse } from "./kit/validate";

/** People at a time. Every message goes to all of their sockets, so this bounds the cost of one. */
export const MAX_PEOPLE = 200;

/** Sockets of one person: some tabs and devices. One more replaces the oldest. */
export const MAX_SOCKETS_PER_PERSON = 5;

/**
 * Sockets of one person that the platform still keeps, since their client has
 * not answered the close frame. A well-behaved one answers at once.
 */
export const MAX_HELD_PER_PERSON = 4 * MAX_SOCKETS_PER_PERSON;

/** Messages in one answer to `resume`: at most some 600 KB, well below the 32 MiB of a frame. */
export const RESUME_PAGE = 100;

/** Missed messages that `resume` brings; who missed more loads the history over HTTP. */
export const RESUME_LIMIT = 1_000;

/** How often open sockets are looked over. Each time wakes the object, so not too often. */
const SWEEP_EVERY_MS = 5 * 60 * 1_000;

/** A socket without a ping or a frame for this long is dead. Hidden tabs ping once a minute. */
const MAX_SILENCE_MS = 3 * 60 * 1_000;

/** How often the history is looked over for messages that are too old. */
const PRUNE_EVERY_MS = 60 * 60 * 1_000;

export const HistoryQuery = v.strictObject({
  before: v.optional(Seq),
  limit: v.optional(PageSize, 50),
});

/** A place where people exchange messages live. One object per room, named by the room. */
export class ChatRoom extends DurableObject<Env> {
  // #if ttl
  static {
    noteUses(this, (room) => room.#idle);
  }

  // #end
  // #if observability
  static {
    observe(this);
  }

  // #end
  // #if identity
  static {
    identify(this);
  }

  // #end
  readonly #history: History;
  readonly #sockets: Sockets<Member>;
  readonly #scheduler: Scheduler;
  readonly #frames = new FrameCounter();
  // #if ttl
  readonly #idle: Idle;
  // #end

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...HISTORY_MIGRATIONS]);
    this.#history = new History(ctx.storage);
    this.#sockets = new Sockets(ctx, Member);
    this.#scheduler = new Scheduler(ctx.storage, {
      prune: () => this.#prune(),
      sweep: () => this.#sweep(),
      // #if ttl
      [IDLE]: () => this.#idle.check(),
      // #end
    });
    // #if ttl
    this.#idle = new Idle(ctx, () => this.#scheduler, {
      lifetimeMs: () => ttl().idle,
      verdict: () => (this.#history.size > 0 ? "wait" : "free"),
      housekeeping: ["prune", "sweep"],
      end: () => freeStorage(ctx),
    });
    // #end
    answerPings(ctx, PING, PONG);
  }

  /** The messages before a sequence number, or the newest ones. */
  messages(input: v.InferInput<typeof HistoryQuery>): HistoryPage {
    const { before, limit } = parse(HistoryQuery, input);
    // #if ttl
    this.#history.hideExpired(Date.now());
    // #end
    return this.#history.page(before ?? this.#history.latest + 1, limit);
  }

  /** Who is here: everybody with at least one open socket, at most `MAX_PEOPLE`. */
  people(): string[] {
    const people = new Set(this.#sockets.open().flatMap((socket) => this.#sockets.tags(socket)));
    return [...people].sort();
  }

  // #if observability
  /** What this object has counted of its work. */
  metrics(): ObjectMetrics {
    return metricsOf(this);
  }

  // #end
  // #if identity
  /** The same methods, for one call: its log lines say whose it is, and late ones do nothing. */
  session(call: SessionCall): ObjectSession<ChatRoom> {
    return startSession(this, this.env.CHAT_ROOM, call, []);
  }

  // #end
  /** Takes the upgrades that the Worker forwards, and nothing else. */
  override fetch(request: Request): Response {
    if (request.headers.get("Upgrade") !== "websocket") return new Response(null, { status: 426 });
    const visitor = visitorOf(request);
    if (this.#sockets.held(visitor.id) >= MAX_HELD_PER_PERSON)
      return new Response(null, { status: 429 });
    const others = this.people().filter((user) => user !== visitor.id);
    if (others.length >= MAX_PEOPLE) return this.#turnAway(visitor);
    return this.#welcome(visitor);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    const member = this.#sockets.attachment(socket);
    if (member === undefined) return this.#expel(socket, "restart");
    const now = Date.now();
    if (member.expiresAt <= now) return this.#expel(socket, "tokenExpired");
    if (typeof data !== "string") return this.#expel(socket, "unsupportedData");
    if (data.length > MAX_FRAME_LENGTH) return this.#expel(socket, "frameTooLong");

    const { member: counted, waitMs } = this.#frames.count(member, now);
    if (counted.refused > MAX_REFUSED_FRAMES) return this.#expel(socket, "flooding");
    this.#sockets.attach(socket, counted);
    this.#receive(socket, member.user, data, waitMs);
  }

  /**
   * Also called when the connection was lost (code 1006). The platform has
   * answered the close frame by itself.
   * https://developers.cloudflare.com/durable-objects/best-practices/websockets/
   */
  override webSocketClose(socket: WebSocket): void {
    this.#leave(socket);
  }

  override webSocketError(socket: WebSocket, error: unknown): void {
    log("warn", "socket failed", { error: String(error) });
    this.#leave(socket);
  }

  // #if recovery
  /** Takes this object back to an earlier moment, for operators. */
  recovery(): Recovery {
    return new Recovery(
      this.ctx,
      RECOVERY,
      (kept) => this.#restarted(kept),
      () => this.#history.latest,
    );
  }

  // #end
  override async alarm(): Promise<void> {
    await this.#scheduler.run();
  }

  // #if recovery
  /** Numbers that were given out since must not come again. None of them is past both of these. */
  #restarted(kept: unknown): void {
    this.#history.startAnew(Math.max(Date.now(), v.parse(v.fallback(Seq, 0), kept)));
    this.#scheduler.rearm();
  }

  // #end
  #welcome(visitor: Visitor): Response {
    const others = this.#sockets.open();
    const theirs = this.#sockets.open(visitor.id);
    if (theirs.length >= MAX_SOCKETS_PER_PERSON) this.#replaceOldest(theirs);

    const { socket, response } = this.#accept(visitor);
    this.#reply(socket, {
      type: "welcome",
      you: visitor.id,
      latest: this.#history.latest,
      people: this.people(),
    });
    if (theirs.length === 0) this.#broadcast({ type: "joined", user: visitor.id }, socket);
    if (others.length === 0) this.#planSweep();
    return response;
  }

  #accept(visitor: Visitor) {
    const options = { tags: [visitor.id], protocol: PROTOCOL };
    return this.#sockets.accept(newMember(visitor, Date.now()), options);
  }

  /** Browsers do not show a page why an upgrade was refused; the code of a close frame they do. */
  #turnAway(visitor: Visitor): Response {
    const { socket, response } = this.#accept(visitor);
    this.#sockets.close(socket, CloseCode.full, "the room is full");
    return response;
  }

  /** A lost connection may stay open for minutes, so it must not keep its owner from coming back. */
  #replaceOldest(sockets: readonly WebSocket[]): void {
    const since = (socket: WebSocket) => this.#sockets.attachment(socket)?.since ?? 0;
    const [oldest] = sockets.toSorted((a, b) => since(a) - since(b));
    if (oldest !== undefined) this.#sockets.close(oldest, CloseCode.replaced, "opened elsewhere");
  }

  #receive(socket: WebSocket, user: string, data: string, waitMs: number): void {
    const frame = readFrame(data);
    if (!frame.ok) {
      const { message, id } = frame.error;
      this.#reply(socket, { type: "error", code: "invalid", message, ...(id && { id }) });
    } else if (waitMs > 0) {
      this.#reply(socket, {
        type: "error",
        code: "rate_limited",
        message: "too many frames",
        retryAfterMs: waitMs,
        ...(frame.value.type === "send" && { id: frame.value.id }),
      });
    } else if (frame.value.type === "send") {
      this.#say(socket, { from: user, id: frame.value.id, text: frame.value.text });
    } else {
      this.#resume(socket, frame.value.after);
    }
  }

  /** Stores, then sends: the platform holds what is sent until what was written is durable. */
  #say(socket: WebSocket, draft: Draft): void {
    const now = Date.now();
    const { seq, stored } = this.#history.append(draft, now);
    if (stored !== undefined) {
      this.#broadcast({ type: "message", ...stored });
      this.#planPrune(now);
    }
    this.#reply(socket, { type: "ack", id: draft.id, seq });
  }

  #resume(socket: WebSocket, after: number): void {
    // #if ttl
    this.#history.hideExpired(Date.now());
    // #end
    const { oldest, latest } = this.#history;
    if (after < oldest - 1 || after > latest || latest - after > RESUME_LIMIT) {
      return this.#reply(socket, { type: "gap", oldest, latest });
    }
    const messages = this.#history.after(after, RESUME_PAGE);
    this.#reply(socket, { type: "page", messages, more: after + messages.length < latest });
  }

  #expel(socket: WebSocket, reason: keyof typeof CloseCode): void {
    this.#leave(socket, CloseCode[reason], reason);
    // #if ttl
    // The close event, which counts as a use, may never come.
    this.#idle.touch();
    // #end
  }

  /** Says goodbye once, however often the platform reports the end of a socket. */
  #leave(socket: WebSocket, code = 1000, reason = ""): void {
    const member = this.#sockets.attachment(socket);
    this.#sockets.close(socket, code, reason);
    if (member === undefined || this.#sockets.open(member.user).length > 0) return;
    this.#broadcast({ type: "left", user: member.user });
  }

  /** Closes sockets whose token has expired, and those that have died without a close event. */
  #sweep(): void {
    const now = Date.now();
    for (const socket of this.#sockets.open()) {
      const member = this.#sockets.attachment(socket);
      if (member === undefined) this.#expel(socket, "restart");
      else if (member.expiresAt <= now) this.#expel(socket, "tokenExpired");
      else if (now - this.#lastSeen(socket, member) > MAX_SILENCE_MS) this.#expel(socket, "silent");
    }
    if (this.#sockets.open().length > 0) this.#planSweep();
  }

  #planSweep(): void {
    // #if ttl
    this.#idle.touch();
    // #end
    this.#scheduler.schedule("sweep", "sockets", Date.now() + SWEEP_EVERY_MS);
  }

  #lastSeen(socket: WebSocket, member: Member): number {
    const ping = this.ctx.getWebSocketAutoResponseTimestamp(socket);
    return Math.max(member.bucket.at, ping?.getTime() ?? 0);
  }

  /** The first message of an empty history arms the task; from then on it arms itself. */
  #planPrune(now: number): void {
    const { size } = this.#history;
    if (size === 1) this.#scheduler.schedule("prune", "history", now + PRUNE_EVERY_MS);
    if (size === RETENTION.messages + RETENTION.batch) {
      this.#scheduler.schedule("prune", "history", now);
    }
  }

  #prune(): void {
    const now = Date.now();
    const more = this.#history.prune(now);
    if (this.#history.size === 0) return;
    this.#scheduler.schedule("prune", "history", more ? now : now + PRUNE_EVERY_MS);
  }

  #reply(socket: WebSocket, frame: ServerFrame): void {
    trySend(socket, JSON.stringify(frame));
  }

  #broadcast(frame: ServerFrame, except?: WebSocket): void {
    this.#sockets.broadcast(JSON.stringify(frame), except);
  }
}
