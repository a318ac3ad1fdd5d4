import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  answerPings,
  closeSocket,
  fitReason,
  fullBucket,
  Sockets,
  takeToken,
  trySend,
} from "../../src/kit/sockets";
import { unique } from "../client";
import type { Probe } from "../worker";

const Attachment = v.object({ user: v.string() });
const HIBERNATE = { webSockets: "hibernate" } as const;

type ProbeStub = DurableObjectStub<Probe>;

/** Opens a socket to the object, which accepts it for `user`. */
async function connect(stub: ProbeStub, user: string): Promise<WebSocket> {
  await runInDurableObject(stub, (instance: Probe, ctx) => {
    const sockets = new Sockets(ctx, Attachment);
    instance.onFetch = () =>
      sockets.accept({ user }, { tags: [user], protocol: "test.v1" }).response;
  });
  const response = await stub.fetch("https://probe/", { headers: { Upgrade: "websocket" } });
  expect(response.headers.get("Sec-WebSocket-Protocol")).toBe("test.v1");
  const { webSocket } = response;
  if (webSocket === null) throw new Error("the upgrade was refused");
  webSocket.accept();
  return webSocket;
}

/** The next message that the client receives. */
function received(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => {
    socket.addEventListener("message", (event) => resolve(event.data), { once: true });
  });
}

function closed(socket: WebSocket): Promise<CloseEvent> {
  return new Promise((resolve) => {
    socket.addEventListener("close", resolve, { once: true });
  });
}

describe("Sockets", () => {
  it("finds sockets, tags and attachments again after hibernation", async () => {
    const stub = env.PROBE.getByName(unique());
    const client = await connect(stub, "ann");
    await evictDurableObject(stub, HIBERNATE);

    await runInDurableObject(stub, (instance, ctx) => {
      const sockets = new Sockets(ctx, Attachment);
      instance.onMessage = (socket, data) => {
        const found = sockets.open("ann").indexOf(socket);
        const seen = [data, sockets.attachment(socket), sockets.tags(socket), found];
        socket.send(JSON.stringify(seen));
      };
    });
    const answer = received(client);
    client.send("hello");
    expect(await answer).toBe('["hello",{"user":"ann"},["ann"],0]');
    client.close();
  });

  it("gives nothing for an attachment that is missing or does not fit", async () => {
    const stub = env.PROBE.getByName(unique());
    const client = await connect(stub, "ann");
    await runInDurableObject(stub, (_, ctx) => {
      const sockets = new Sockets(ctx, Attachment);
      const [socket] = sockets.open();
      if (socket === undefined) throw new Error("no socket");
      socket.serializeAttachment({ user: 7 });
      expect(sockets.attachment(socket)).toBeUndefined();
      sockets.attach(socket, { user: "ben" });
      expect(sockets.attachment(socket)).toEqual({ user: "ben" });
      sockets.close(socket, 1000, "done");
      expect(sockets.attachment(socket)).toBeUndefined();
      expect(sockets.open()).toEqual([]);
    });
    client.close();
  });

  it("refuses an attachment over 16 KiB and keeps the one before", async () => {
    const stub = env.PROBE.getByName(unique());
    const client = await connect(stub, "ann");
    await runInDurableObject(stub, (_, ctx) => {
      const sockets = new Sockets(ctx, Attachment);
      const [socket] = sockets.open();
      if (socket === undefined) throw new Error("no socket");
      expect(() => sockets.attach(socket, { user: "x".repeat(16_384) })).toThrow("16384");
      expect(sockets.attachment(socket)).toEqual({ user: "ann" });
      expect(() => sockets.accept({ user: "x".repeat(16_384) })).toThrow("16384");
      expect(sockets.open()).toHaveLength(1);
    });
    client.close();
  });

  it("broadcasts to all but one, and past a socket that is gone, after hibernation", async () => {
    const stub = env.PROBE.getByName(unique());
    await connect(stub, "ann");
    const [ben, cid] = [await connect(stub, "ben"), await connect(stub, "cid")];
    await evictDurableObject(stub, HIBERNATE);

    const message = received(cid);
    await runInDurableObject(stub, (_, ctx) => {
      const sockets = new Sockets(ctx, Attachment);
      const [first] = sockets.open("ann");
      const [second] = sockets.open("ben");
      if (first === undefined || second === undefined) throw new Error("no socket");
      closeSocket(first, 1000, "gone");
      expect(trySend(first, "too late")).toBe(false);
      expect(sockets.open()).toHaveLength(2);
      expect(sockets.broadcast("news", second)).toBe(1);
    });
    expect(await message).toBe("news");
    ben.close();
    cid.close();
  });

  it("goes on broadcasting when a send throws", async () => {
    const stub = env.PROBE.getByName(unique());
    const [ann, ben] = [await connect(stub, "ann"), await connect(stub, "ben")];
    const message = received(ben);
    await runInDurableObject(stub, (_, ctx) => {
      const [dead] = ctx.getWebSockets("ann");
      if (dead === undefined) throw new Error("no socket");
      Object.defineProperty(dead, "send", {
        value: () => {
          throw new TypeError("the connection was lost");
        },
      });
      expect(new Sockets(ctx, Attachment).broadcast("news")).toBe(1);
    });
    expect(await message).toBe("news");
    ann.close();
    ben.close();
  });
});

describe("closeSocket", () => {
  it("closes with a code and a reason that fits, once", async () => {
    const stub = env.PROBE.getByName(unique());
    const client = await connect(stub, "ann");
    const event = closed(client);
    await runInDurableObject(stub, (_, ctx) => {
      const [socket] = ctx.getWebSockets();
      if (socket === undefined) throw new Error("no socket");
      closeSocket(socket, 4000, "é".repeat(100));
      closeSocket(socket, 4001, "again");
    });
    expect(await event).toMatchObject({ code: 4000, reason: "é".repeat(61) });
  });

  it("cuts a reason between characters", () => {
    expect(fitReason("short")).toBe("short");
    expect(fitReason("x".repeat(200))).toBe("x".repeat(123));
    expect(fitReason(`${"x".repeat(121)}😀`)).toBe("x".repeat(121));
  });
});

describe("answerPings", () => {
  it("answers during hibernation, without a message to the object", async () => {
    const stub = env.PROBE.getByName(unique());
    const client = await connect(stub, "ann");
    await runInDurableObject(stub, (_, ctx) => answerPings(ctx, "ping", "pong"));
    await evictDurableObject(stub, HIBERNATE);

    const answer = received(client);
    client.send("ping");
    expect(await answer).toBe("pong");

    await runInDurableObject(stub, (instance, ctx) => {
      const [socket] = ctx.getWebSockets();
      if (socket === undefined) throw new Error("no socket");
      expect(ctx.getWebSocketAutoResponseTimestamp(socket)).toBeInstanceOf(Date);
      instance.onMessage = (_, data) => socket.send(`woken by ${String(data)}`);
    });
    const next = received(client);
    client.send("ping");
    expect(await next).toBe("pong");
    client.close();
  });

  it("sets the answer once, and again when it has changed", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (_, ctx) => {
      const set: string[] = [];
      const setAutoResponse = ctx.setWebSocketAutoResponse;
      Object.defineProperty(ctx, "setWebSocketAutoResponse", {
        value: (pair: WebSocketRequestResponsePair) => {
          set.push(pair.request);
          setAutoResponse.call(ctx, pair);
        },
      });
      answerPings(ctx, "ping", "pong");
      answerPings(ctx, "ping", "pong");
      answerPings(ctx, "hello", "pong");
      expect(set).toEqual(["ping", "hello"]);
    });
  });
});

describe("takeToken", () => {
  const rate = { capacity: 2, perSecond: 4 };

  it("gives the capacity at once, then as many as time has brought", () => {
    let bucket = fullBucket(rate, 1_000);
    const waits: number[] = [];
    for (const now of [1_000, 1_000, 1_000, 1_125, 1_250, 1_250]) {
      const taken = takeToken(bucket, rate, now);
      bucket = taken.bucket;
      waits.push(taken.waitMs);
    }
    expect(waits).toEqual([0, 0, 250, 125, 0, 250]);
  });

  it("never holds more than the capacity", () => {
    const { bucket } = takeToken({ tokens: 0, at: 0 }, rate, 1_000_000);
    expect(bucket).toEqual({ tokens: 1, at: 1_000_000 });
  });

  it("is not refilled by a clock that was set back", () => {
    expect(takeToken({ tokens: 0, at: 5_000 }, rate, 1_000).waitMs).toBe(250);
  });

  it("keeps limiting a socket through hibernation", async () => {
    const stub = env.PROBE.getByName(unique());
    const Limited = v.object({ bucket: v.object({ tokens: v.number(), at: v.number() }) });
    const take = (ctx: DurableObjectState) => {
      const sockets = new Sockets(ctx, Limited);
      const [socket] = sockets.open();
      if (socket === undefined) throw new Error("no socket");
      const { bucket, waitMs } = takeToken(
        sockets.attachment(socket)?.bucket ?? fullBucket(rate, 1_000),
        rate,
        1_000,
      );
      sockets.attach(socket, { bucket });
      return waitMs;
    };
    const client = await connect(stub, "ann");
    const waits = [await runInDurableObject(stub, (_, ctx) => take(ctx))];
    for (let i = 0; i < 2; i++) {
      await evictDurableObject(stub, HIBERNATE);
      waits.push(await runInDurableObject(stub, (_, ctx) => take(ctx)));
    }
    expect(waits).toEqual([0, 0, 250]);
    client.close();
  });
});
