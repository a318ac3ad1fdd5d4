import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import {
  currentCall,
  DEFAULT_TIMEOUT_MS,
  identifyCall,
  MAX_TIMEOUT_MS,
  openSession,
  setActor,
} from "../../src/http/call";
import { handleError } from "../../src/http/errors";
import type { SessionCall } from "../../src/kit/identity";

const app = new Hono().use(identifyCall).get("/", async (c) => {
  setActor("ada");
  await Promise.resolve();
  return c.json(currentCall());
});

async function callOf(headers: Record<string, string>) {
  const response = await app.request("/", { headers });
  return { response, call: await response.json<SessionCall>() };
}

describe("the call of a request", () => {
  it("has the id and the time limit of the client, and the actor", async () => {
    const { response, call } = await callOf({ "X-Request-Id": "abc-1", "X-Timeout-Ms": "2000" });
    expect(call).toMatchObject({ requestId: "abc-1", actor: "ada" });
    expect(call.deadline).toBeGreaterThan(Date.now());
    expect(call.deadline).toBeLessThanOrEqual(Date.now() + 2_000);
    expect(response.headers.get("X-Request-Id")).toBe("abc-1");
  });

  it.each(["two words", "x".repeat(129), "", "{}"])("has an id of its own for %j", async (id) => {
    const { call } = await callOf({ "X-Request-Id": id });
    expect(call.requestId).toMatch(/^[\da-f-]{36}$/);
  });

  it.each(["0", "-1", "1e3", `${MAX_TIMEOUT_MS + 1}`, "soon"])(
    "has the usual time limit for %j",
    async (timeout) => {
      const { call } = await callOf({ "X-Timeout-Ms": timeout });
      expect(call.deadline).toBeGreaterThan(Date.now() + DEFAULT_TIMEOUT_MS - 10_000);
      expect(call.deadline).toBeLessThanOrEqual(Date.now() + DEFAULT_TIMEOUT_MS);
    },
  );

  it("is undefined outside of a request", () => {
    expect(currentCall()).toBeUndefined();
    setActor("nobody");
    expect(currentCall()).toBeUndefined();
  });
});

describe("a session", () => {
  const opened: SessionCall[] = [];
  const disposed: SessionCall[] = [];
  const stub = (name: string) => ({
    name,
    session(call: SessionCall) {
      opened.push(call);
      return { [Symbol.dispose]: () => void disposed.push(call) };
    },
  });

  it("is told the call and the name of the object, and ends with the request", async () => {
    const server = new Hono().use(identifyCall).get("/", (c) => {
      const call = currentCall();
      if (call === undefined) return c.text("no call", 500);
      for (const name of ["one", "two"]) openSession(stub(name), call);
      return c.text(`${disposed.length} are closed`);
    });
    const response = await server.request("/", { headers: { "X-Request-Id": "abc-2" } });
    expect(await response.text()).toBe("0 are closed");
    expect(opened).toEqual([
      { requestId: "abc-2", deadline: expect.any(Number), name: "one" },
      { requestId: "abc-2", deadline: expect.any(Number), name: "two" },
    ]);
    expect(disposed).toEqual(opened);
  });
});

it("leaves nobody to look after a session that could not be opened", async () => {
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => void unhandled.push(event.reason);
  addEventListener("unhandledrejection", note);
  const session = () => Promise.reject(new Error("no such object"));
  openSession({ session }, { requestId: "abc-3" });
  await new Promise((resolve) => setTimeout(resolve, 0));
  removeEventListener("unhandledrejection", note);
  expect(unhandled).toEqual([]);
});

it("answers 504 when an object says that it is too late", async () => {
  const failure = { code: "deadline_passed", message: "as the object says it" };
  const late = new Hono().onError(handleError).get("/", () => {
    throw Object.assign(new Error("too late"), { remote: true, failure });
  });
  const response = await late.request("/");
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ error: { code: "deadline_passed" } });
});
