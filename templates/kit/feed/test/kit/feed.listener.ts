import { vi } from "vitest";
import { FEED_PROTOCOL, PONG, type FeedEvent, type FeedFrame } from "../../src/kit/feed.protocol";
import { request, token } from "../client";

type FrameOf<Type extends FeedFrame["type"]> = Extract<FeedFrame, { type: Type }>;

/** Somebody who follows a feed, as a test sees them: what they receive waits until it is asked for. */
export class Listener {
  readonly #socket: WebSocket;
  readonly #received: FeedFrame[] = [];
  #wake = Promise.withResolvers<void>();
  readonly closed: Promise<CloseEvent>;

  constructor(response: Response) {
    const { status, webSocket } = response;
    if (webSocket === null) throw new Error(`the upgrade was answered with ${status}`);
    this.#socket = webSocket;
    this.closed = new Promise((resolve) => webSocket.addEventListener("close", resolve));
    webSocket.addEventListener("message", ({ data }) => {
      if (typeof data === "string" && data !== PONG) this.#take(JSON.parse(data));
    });
    webSocket.accept();
  }

  /** The next frame, which must be of this type. */
  async next<Type extends FeedFrame["type"]>(type: Type): Promise<FrameOf<Type>> {
    while (this.#received.length === 0) await this.#wake.promise;
    const frame = this.#received.shift();
    if (frame?.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(frame)}`);
    return frame as FrameOf<Type>;
  }

  /** The next so many events, in whatever frames they come. */
  async events(count: number): Promise<FeedEvent[]> {
    const events: FeedEvent[] = [];
    while (events.length < count) events.push(...(await this.next("events")).events);
    return events;
  }

  /** Sends a text and waits for the next one that comes back as it is. */
  async echo(text: string): Promise<string> {
    const answer = Promise.withResolvers<string>();
    this.#socket.addEventListener("message", ({ data }) => answer.resolve(String(data)), {
      once: true,
    });
    this.send(text);
    return answer.promise;
  }

  /** What has been received so far and not been asked for. */
  get received(): readonly FeedFrame[] {
    return this.#received;
  }

  send(data: string): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  #take(frame: FeedFrame): void {
    this.#received.push(frame);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** Asks the Worker for a feed, as a browser does. */
export async function requestFeed(
  path: string,
  caller: string,
  roles: readonly string[] = [],
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(path, {
    headers: {
      Upgrade: "websocket",
      "Sec-WebSocket-Protocol": `${FEED_PROTOCOL}, bearer.${await token(caller, roles)}`,
      ...headers,
    },
  });
}

/** Follows a feed. The first frame is there to be asked for. */
export async function follow(
  path: string,
  caller: string,
  roles: readonly string[] = [],
): Promise<Listener> {
  return new Listener(await requestFeed(path, caller, roles));
}

/** Numbers begin at the clock, and a test can be faster than an event in each millisecond. */
export async function aSecondLater<Value>(use: () => Promise<Value>): Promise<Value> {
  const now = Date.now;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now() + 1_000);
  try {
    return await use();
  } finally {
    clock.mockRestore();
  }
}
