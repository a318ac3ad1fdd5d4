import * as v from "valibot";

/** The platform's limit for the reason of a close frame (RFC 6455, section 5.5.1). */
const MAX_REASON_BYTES = 123;

/** How {@link Sockets.accept} takes a socket in. */
export interface AcceptOptions {
  /** At most 10, each of at most 256 characters; `open` finds sockets by them. */
  readonly tags?: readonly string[];
  /** The subprotocol that was chosen among those the client offered. */
  readonly protocol?: string;
}

/**
 * The hibernating WebSockets of an object, each with what the object knows
 * about it. The platform keeps both while the object is out of memory; a
 * socket that is accepted with `accept()` instead keeps the object in memory.
 * https://developers.cloudflare.com/durable-objects/best-practices/websockets/
 */
export class Sockets<Attachment> {
  readonly #ctx: DurableObjectState;
  readonly #schema: v.GenericSchema<unknown, Attachment>;

  constructor(ctx: DurableObjectState, schema: v.GenericSchema<unknown, Attachment>) {
    this.#ctx = ctx;
    this.#schema = schema;
  }

  /**
   * Accepts a new socket. Answer the upgrade with the response; what is sent
   * on the socket before that arrives after it.
   */
  accept(
    attachment: Attachment,
    options: AcceptOptions = {},
  ): { socket: WebSocket; response: Response } {
    const { 0: client, 1: socket } = new WebSocketPair();
    this.attach(socket, attachment);
    this.#ctx.acceptWebSocket(socket, [...(options.tags ?? [])]);
    const headers = new Headers();
    if (options.protocol !== undefined) headers.set("Sec-WebSocket-Protocol", options.protocol);
    return { socket, response: new Response(null, { status: 101, headers, webSocket: client }) };
  }

  /**
   * Stores what the object knows about a socket, in place of what it knew. The
   * platform throws when that is over 16 KiB, and the socket keeps what it had.
   */
  attach(socket: WebSocket, attachment: Attachment): void {
    socket.serializeAttachment(attachment);
  }

  /**
   * What was attached, or undefined if there is nothing, or nothing that fits
   * the schema: an older deployment may have written it.
   */
  attachment(socket: WebSocket): Attachment | undefined {
    const result = v.safeParse(this.#schema, socket.deserializeAttachment());
    return result.success ? result.output : undefined;
  }

  /**
   * Closes a socket and forgets what was attached, so that its close event,
   * which may come late or never, does not count as a second goodbye.
   */
  close(socket: WebSocket, code: number, reason: string): void {
    socket.serializeAttachment(null);
    closeSocket(socket, code, reason);
  }

  /** The sockets that can be sent to, all or those with a tag. */
  open(tag?: string): WebSocket[] {
    // The platform lists a socket until its closing handshake is over.
    return this.#ctx.getWebSockets(tag).filter((socket) => socket.readyState === WebSocket.OPEN);
  }

  /**
   * How many sockets there are, those too whose client has not answered the close
   * frame yet, and may never do so.
   */
  held(tag?: string): number {
    return this.#ctx.getWebSockets(tag).length;
  }

  /** The tags that a socket was accepted with. */
  tags(socket: WebSocket): string[] {
    return this.#ctx.getTags(socket);
  }

  /** Sends to every open socket but one, and returns how many took it. */
  broadcast(data: string, except?: WebSocket): number {
    let sent = 0;
    for (const socket of this.open()) {
      if (socket !== except && trySend(socket, data)) sent += 1;
    }
    return sent;
  }
}

/** Sends unless the socket is gone; its close event tells the object about that. */
export function trySend(socket: WebSocket, data: string): boolean {
  try {
    socket.send(data);
    return true;
  } catch {
    return false;
  }
}

/** Closes a socket, with a reason cut to what fits. One that is closed already stays as it is. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, fitReason(reason));
}

/** The longest beginning of a reason that fits in a close frame, in whole characters. */
export function fitReason(reason: string): string {
  const bytes = new Uint8Array(MAX_REASON_BYTES);
  const { read } = new TextEncoder().encodeInto(reason, bytes);
  return reason.slice(0, read);
}

/**
 * Lets the platform answer pings, also while the object hibernates: it is not
 * woken, and nothing is billed. Call it in the constructor.
 */
export function answerPings(ctx: DurableObjectState, ping: string, pong: string): void {
  const current = ctx.getWebSocketAutoResponse();
  if (current?.request === ping && current.response === pong) return;
  ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(ping, pong));
}

/** How often something may happen: `capacity` at once, then `perSecond`. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** The state of a token bucket. Keep it in the attachment of the socket that it limits. */
export interface Bucket {
  readonly tokens: number;
  /** When `tokens` was right, in milliseconds since the epoch. */
  readonly at: number;
}

/** The schema of a {@link Bucket} for the schema of an attachment. */
export const Bucket = v.object({ tokens: v.number(), at: v.number() });

/** A bucket that has not been used yet. */
export function fullBucket(rate: Rate, now: number): Bucket {
  return { tokens: rate.capacity, at: now };
}

/** Takes a token. `waitMs` is 0 if there was one, else the time until there is. */
export function takeToken(
  bucket: Bucket,
  rate: Rate,
  now: number,
): { bucket: Bucket; waitMs: number } {
  const seconds = Math.max(0, now - bucket.at) / 1_000;
  const tokens = Math.min(rate.capacity, bucket.tokens + seconds * rate.perSecond);
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, at: now }, waitMs: 0 };
  const waitMs = Math.ceil(((1 - tokens) / rate.perSecond) * 1_000);
  return { bucket: { tokens, at: now }, waitMs };
}
