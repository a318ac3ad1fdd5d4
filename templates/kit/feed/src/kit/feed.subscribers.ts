import * as v from "valibot";
import { FEED_PROTOCOL, FeedCloseCode } from "./feed.protocol";
// #if identity
import { callHeaders } from "./identity.call";
// #end
import { Sockets, trySend } from "./sockets";
import { Name, parse } from "./validate";

const SUBSCRIBER = "X-Verified-Subscriber";

/** Every socket of a feed has this tag, so that a class can have sockets of other kinds too. */
const TAG = "feed";

/** What the object needs to know about who opens a socket. */
const Visitor = v.object({
  id: Name,
  /** When their token ends, in milliseconds since the epoch. */
  expiresAt: v.number(),
  /** The number of the last event that they have seen, if any. */
  after: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});
export type Visitor = v.InferOutput<typeof Visitor>;

/** What the object knows about a socket. The platform keeps it while the object hibernates. */
const Subscriber = v.object({ id: Name, expiresAt: v.number(), since: v.number() });
type Subscriber = v.InferOutput<typeof Subscriber>;

/** A caller who holds so many times the sockets that they may open does not answer close frames. */
const HOARD = 4;

/** How many may listen. */
export interface Audience {
  /** Sockets at a time. Every event goes to each of them, so this bounds the cost of one. */
  readonly sockets: number;
  /** Sockets of one caller: some tabs and devices. One more replaces the oldest. */
  readonly perCaller: number;
  /** A socket without a ping for this long is dead. Hidden tabs ping once a minute. */
  readonly silenceMs: number;
}

/**
 * The request by which the Worker asks the object for a socket. It is made
 * anew: nothing that the client sent reaches the object, neither its token
 * nor a header that claims to be somebody.
 */
export function subscriptionFor(visitor: Visitor): Request {
  return new Request("https://object/feed", {
    headers: {
      Upgrade: "websocket",
      [SUBSCRIBER]: JSON.stringify(visitor),
      // #if identity
      ...callHeaders(),
      // #end
    },
  });
}

/** Who the Worker says opens the socket. */
export function visitorOf(request: Request): Visitor {
  return parse(Visitor, JSON.parse(request.headers.get(SUBSCRIBER) ?? "null"));
}

/** Those who follow a feed. It holds no state of its own: the platform keeps the sockets. */
export class Subscribers {
  readonly #ctx: DurableObjectState;
  readonly #sockets: Sockets<Subscriber>;
  readonly #audience: Audience;

  constructor(ctx: DurableObjectState, audience: Audience) {
    this.#ctx = ctx;
    this.#sockets = new Sockets(ctx, Subscriber);
    this.#audience = audience;
  }

  get count(): number {
    return this.#sockets.open(TAG).length;
  }

  /**
   * Whether somebody holds so many sockets, closed ones too, that they get no
   * other: the platform keeps a socket until its client has answered the close
   * frame, and the limits count only those that are open.
   */
  isHoarding(id: string): boolean {
    return this.#sockets.held(tagOf(id)) >= HOARD * this.#audience.perCaller;
  }

  /**
   * Takes a new one in, or turns them away with the code of a close frame:
   * browsers do not show a page why an upgrade was refused.
   */
  accept({ id, expiresAt }: Visitor): { socket: WebSocket; response: Response; isIn: boolean } {
    const theirs = this.#sockets.open(tagOf(id));
    const { sockets, perCaller } = this.#audience;
    if (theirs.length >= perCaller) this.#replaceOldest(theirs);

    const isIn = this.count < sockets;
    const { socket, response } = this.#sockets.accept(
      { id, expiresAt, since: Date.now() },
      { tags: isIn ? [TAG, tagOf(id)] : [tagOf(id)], protocol: FEED_PROTOCOL },
    );
    if (!isIn) this.#sockets.close(socket, FeedCloseCode.full, "too many follow this feed");
    return { socket, response, isIn };
  }

  /** Sends to everybody whose token is still valid. */
  broadcast(frame: string, now: number): void {
    for (const socket of this.#sockets.open(TAG)) {
      if (this.#isEntitled(socket, now)) trySend(socket, frame);
    }
  }

  /** Closes sockets whose token has expired, and those that have died without a close event. */
  sweep(now: number): void {
    for (const socket of this.#sockets.open(TAG)) {
      if (this.#isEntitled(socket, now) && now - this.#lastSeen(socket) > this.#audience.silenceMs)
        this.close(socket, "silent");
    }
  }

  close(socket: WebSocket, reason: keyof typeof FeedCloseCode): void {
    this.#sockets.close(socket, FeedCloseCode[reason], reason);
  }

  answerClose(socket: WebSocket): void {
    this.#sockets.close(socket, 1000, "");
  }

  #isEntitled(socket: WebSocket, now: number): boolean {
    const subscriber = this.#sockets.attachment(socket);
    if (subscriber === undefined) this.close(socket, "restart");
    else if (subscriber.expiresAt <= now) this.close(socket, "tokenExpired");
    else return true;
    return false;
  }

  #lastSeen(socket: WebSocket): number {
    const ping = this.#ctx.getWebSocketAutoResponseTimestamp(socket);
    return Math.max(this.#since(socket), ping?.getTime() ?? 0);
  }

  /** A lost connection may stay open for minutes, so it must not keep its owner from coming back. */
  #replaceOldest(sockets: readonly WebSocket[]): void {
    const [oldest] = sockets.toSorted((a, b) => this.#since(a) - this.#since(b));
    if (oldest !== undefined) this.close(oldest, "replaced");
  }

  #since(socket: WebSocket): number {
    return this.#sockets.attachment(socket)?.since ?? 0;
  }
}

function tagOf(caller: string): string {
  return `${TAG}:${caller}`;
}
