import {
  PING,
  PONG,
  PROTOCOL,
  type ClientFrame,
  type ServerFrame,
} from "../src/chat-room.protocol";
import { request, token } from "./client";

type FrameOf<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** Somebody in a room, as a test sees them: what they receive waits until it is asked for. */
export class Visitor {
  readonly #socket: WebSocket;
  readonly #received: ServerFrame[] = [];
  readonly #waiting: { match: (frame: ServerFrame) => boolean; resolve: () => void }[] = [];
  readonly closed: Promise<CloseEvent>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.addEventListener("message", (event) => {
      if (typeof event.data === "string" && event.data !== PONG) this.#take(JSON.parse(event.data));
    });
    socket.accept();
  }

  send(frame: ClientFrame): void {
    this.sendRaw(JSON.stringify(frame));
  }

  sendRaw(data: string | ArrayBuffer): void {
    this.#socket.send(data);
  }

  /** Sends a ping and waits for the answer. */
  async ping(): Promise<void> {
    const pong = new Promise<void>((resolve) => {
      this.#socket.addEventListener("message", ({ data }) => data === PONG && resolve());
    });
    this.sendRaw(PING);
    await pong;
  }

  /** Says something and waits for its ack. */
  async say(text: string, id: string = crypto.randomUUID()): Promise<FrameOf<"ack">> {
    this.send({ type: "send", id, text });
    return await this.next("ack", (frame) => frame.id === id);
  }

  /** The next frame of a type, which may have come already. What came before it is passed over. */
  async next<Type extends ServerFrame["type"]>(
    type: Type,
    fits: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    const match = (frame: ServerFrame): frame is FrameOf<Type> =>
      frame.type === type && fits(frame as FrameOf<Type>);
    for (;;) {
      const index = this.#received.findIndex(match);
      const frame = this.#received[index];
      if (frame !== undefined && match(frame)) {
        this.#received.splice(index, 1);
        return frame;
      }
      await new Promise<void>((resolve) => this.#waiting.push({ match, resolve }));
    }
  }

  /** What has been received so far and not been asked for. */
  get received(): readonly ServerFrame[] {
    return this.#received;
  }

  close(code = 1000): void {
    this.#socket.close(code, "bye");
  }

  #take(frame: ServerFrame): void {
    this.#received.push(frame);
    const index = this.#waiting.findIndex(({ match }) => match(frame));
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve();
  }
}

/** Asks the Worker for a socket, as a browser does. */
export async function upgrade(
  room: string,
  user: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(`/chat-room/${room}/socket`, {
    headers: {
      Upgrade: "websocket",
      "Sec-WebSocket-Protocol": `${PROTOCOL}, bearer.${await token(user)}`,
      ...headers,
    },
  });
}

/** Enters a room. */
export async function enter(room: string, user: string): Promise<Visitor> {
  const { status, webSocket } = await upgrade(room, user);
  if (webSocket === null) throw new Error(`the upgrade was answered with ${status}`);
  return new Visitor(webSocket);
}
