import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { routes } from "../src/chat-room.routes";
import { handleError } from "../src/http/errors";
import { as, request, token, unique } from "./client";
import { enter, upgrade } from "./chat-room.visitor";

const ORIGIN = "https://example.com";

async function read(path: string, user = "ann"): Promise<{ status: number; body: unknown }> {
  const response = await request(`/chat-room/${path}`, { headers: await as(user) });
  return { status: response.status, body: await response.json() };
}

describe("the socket", () => {
  it("opens for a valid token, and is spoken for by nobody else", async () => {
    const room = unique();
    const claim = JSON.stringify({ id: "eve", expiresAt: 9e15 });
    const response = await upgrade(room, "ann", { "X-Verified-Caller": claim });
    expect(response.status).toBe(101);
    expect(response.headers.get("Sec-WebSocket-Protocol")).toBe("chat.v1");
    expect(await env.CHAT_ROOM.getByName(room).people()).toEqual(["ann"]);
    response.webSocket?.accept();
    response.webSocket?.close();
  });

  it("stays closed without one", async () => {
    for (const offered of ["chat.v1", "chat.v1, bearer.nonsense"]) {
      const response = await upgrade(unique(), "ann", { "Sec-WebSocket-Protocol": offered });
      expect(response.status).toBe(401);
    }
  });

  it("stays closed to clients that speak something else, or HTTP", async () => {
    const bearer = `bearer.${await token("ann")}`;
    for (const headers of [
      { "Sec-WebSocket-Protocol": bearer },
      { "Sec-WebSocket-Protocol": `chat.v0, ${bearer}` },
      { Upgrade: "h2c" },
    ]) {
      expect((await upgrade(unique(), "ann", headers)).status).toBe(400);
    }
  });

  it("stays closed to pages of other origins, unless they are listed", async () => {
    expect((await upgrade(unique(), "ann", { Origin: ORIGIN })).status).toBe(101);
    for (const Origin of ["https://evil.example", "https://example.com.evil.example", "null"]) {
      expect((await upgrade(unique(), "ann", { Origin })).status).toBe(403);
    }
  });

  it("refuses a bad room name", async () => {
    for (const room of ["a%20b", "x".repeat(129)]) {
      expect((await upgrade(room, "ann")).status).toBe(400);
    }
  });
});

describe("GET messages", () => {
  it("pages back from the newest to the first", async () => {
    const room = unique();
    const ann = await enter(room, "ann");
    for (let i = 1; i <= 5; i++) await ann.say(`text ${i}`);

    const seen: unknown[] = [];
    let query = "?limit=2";
    for (;;) {
      const { messages, before } = await pageOf(room, query);
      seen.push(messages.map((message) => message.seq));
      if (before === null) break;
      query = `?limit=2&before=${before}`;
    }
    expect(seen).toEqual([[4, 5], [2, 3], [1]]);
  });

  it("is empty for a room in which nobody has spoken", async () => {
    const body = { messages: [], before: null, latest: 0 };
    expect(await read(`${unique()}/messages`)).toEqual({ status: 200, body });
  });

  it("refuses a bad query", async () => {
    const queries = [
      "limit=0",
      "limit=101",
      "limit=x",
      "limit=1.5",
      "before=-1",
      "before=",
      "more=1",
    ];
    for (const query of queries) {
      expect((await read(`${unique()}/messages?${query}`)).status, query).toBe(400);
    }
  });
});

describe("GET people", () => {
  it("says who is here", async () => {
    const room = unique();
    await enter(room, "ben");
    expect(await read(`${room}/people`)).toEqual({ status: 200, body: { people: ["ben"] } });
  });
});

describe("HTTP", () => {
  it("asks for a token", async () => {
    for (const path of ["messages", "people"]) {
      expect((await request(`/chat-room/${unique()}/${path}`)).status).toBe(401);
    }
  });

  it("lets pages of listed origins read, and no others", async () => {
    const bindings = { ...env, CHAT_ROOM_ORIGINS: "https://a.example, https://b.example" };
    const allowedFor = async (Origin: string, method = "GET") => {
      const headers = { ...(await as("ann")), Origin };
      const init = { method, headers };
      const response = await routes.request(`${ORIGIN}/${unique()}/messages`, init, bindings);
      return response.headers.get("Access-Control-Allow-Origin");
    };
    expect(await allowedFor("https://b.example")).toBe("https://b.example");
    expect(await allowedFor("https://b.example", "OPTIONS")).toBe("https://b.example");
    expect(await allowedFor("https://c.example")).toBeNull();
    expect(await allowedFor("https://c.example", "OPTIONS")).toBeNull();
  });

  it("opens the socket to pages of listed origins, and to no others", async () => {
    const bindings = { ...env, CHAT_ROOM_ORIGINS: "https://a.example" };
    const protocols = `chat.v1, bearer.${await token("ann")}`;
    const status = async (Origin: string) => {
      const headers = { Upgrade: "websocket", "Sec-WebSocket-Protocol": protocols, Origin };
      const app = routes.onError(handleError);
      return (await app.request(`${ORIGIN}/${unique()}/socket`, { headers }, bindings)).status;
    };
    expect(await status("https://a.example")).toBe(101);
    expect(await status("https://b.example")).toBe(403);
  });
});

async function pageOf(room: string, query: string) {
  const response = await request(`/chat-room/${room}/messages${query}`, {
    headers: await as("ann"),
  });
  return response.json<import("../src/chat-room.protocol").HistoryPage>();
}
