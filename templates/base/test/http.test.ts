import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { sign } from "hono/jwt";
import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  authenticate,
  bearerFromSubprotocol,
  requireRole,
  type Authenticated,
} from "../src/http/auth";
import { handleError, respond } from "../src/http/errors";
import { limitBody, readJson, readQuery } from "../src/http/input";
import { fail, ok } from "../src/kit/result";
import { as, request, token } from "./client";

afterEach(() => void vi.restoreAllMocks());

/** A Worker with one route for each thing under test. */
const app = new Hono<Authenticated>();
app.onError(handleError);
app.get("/me", bearerFromSubprotocol, authenticate, (c) => c.json(c.get("caller")));
app.get("/admin", authenticate, requireRole("admin"), (c) => c.json({ ok: true }));
app.post("/echo", limitBody(100), async (c) =>
  c.json(await readJson(c, v.strictObject({ text: v.string() }))),
);
app.get("/query", (c) => c.json(readQuery(c, v.strictObject({ word: v.picklist(["yes", "no"]) }))));
app.get("/failure", (c) =>
  respond(c, fail({ code: "conflict", message: "somebody was faster", version: 3 })),
);
app.get("/busy", (c) =>
  respond(c, fail({ code: "rate_limited", message: "slow down", retryAfterMs: 1_001 })),
);
app.get("/closed", (c) => respond(c, fail({ code: "unavailable", message: "not now" })));
app.get("/value", (c) => respond(c, ok({ answer: 42 }), 201));
app.get("/bug/:user", () => {
  throw new Error("a secret detail");
});
app.get("/mismatch", () => {
  const name = "InvalidInputError";
  throw Object.assign(new Error('but received "s3cret"'), { name, remote: true });
});
app.get("/overloaded", () => {
  throw Object.assign(new Error("too many requests queued"), { overloaded: true });
});

const get = (path: string, headers: Record<string, string> = {}, bindings: Partial<Env> = env) =>
  app.request(path, { headers }, bindings);
const post = (path: string, body: string) => app.request(path, { method: "POST", body }, env);

async function errorCode(response: Response): Promise<unknown> {
  const { error } = v.parse(
    v.object({ error: v.object({ code: v.string() }) }),
    await response.json(),
  );
  return error.code;
}

describe("authenticate", () => {
  it("takes the caller from the token", async () => {
    const response = await get("/me", await as("user-1", ["admin"]));
    expect(await response.json()).toEqual({
      id: "user-1",
      roles: ["admin"],
      expiresAt: expect.any(Number),
    });
  });

  it("takes the token of a WebSocket from its subprotocols", async () => {
    const response = await get("/me", {
      "Sec-WebSocket-Protocol": `chat.v1, bearer.${await token("user-1")}`,
    });
    expect(await response.json()).toMatchObject({ id: "user-1", roles: [] });
  });

  const exp = Math.floor(Date.now() / 1000) + 60;
  const refused: Record<string, () => string | Promise<string>> = {
    "no token": () => "",
    "something that is no token": () => "Bearer nonsense",
    "a token signed with another key": async () =>
      `Bearer ${await sign({ sub: "user-1", exp }, "another-key-0123456789-0123456789-xx", "HS256")}`,
    "a token that has expired": async () =>
      `Bearer ${await sign({ sub: "user-1", exp: 1 }, env.AUTH_SECRET, "HS256")}`,
    "a token that never expires": async () =>
      `Bearer ${await sign({ sub: "user-1" }, env.AUTH_SECRET, "HS256")}`,
    "a token without a subject": async () =>
      `Bearer ${await sign({ exp }, env.AUTH_SECRET, "HS256")}`,
    "a token without a signature": () => `Bearer ${unsigned({ sub: "user-1", exp })}`,
  };
  for (const [what, authorization] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const response = await get("/me", { Authorization: await authorization() });
      expect(response.status).toBe(401);
      expect(await errorCode(response)).toBe("unauthenticated");
    });
  }

  for (const secret of ["", "short"]) {
    it(`lets nobody in when the secret is ${JSON.stringify(secret)}`, async () => {
      const authorization = `Bearer ${await sign({ sub: "user-1", exp }, secret || "any", "HS256")}`;
      const response = await get("/me", { Authorization: authorization }, { AUTH_SECRET: secret });
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain("AUTH_SECRET");
    });
  }

  it("asks for roles", async () => {
    expect((await get("/admin", await as("user-1"))).status).toBe(403);
    expect((await get("/admin", await as("user-1", ["admin"]))).status).toBe(200);
  });
});

describe("input", () => {
  it("refuses a body over the limit, that is not JSON, or that does not fit", async () => {
    expect(await (await post("/echo", '{"text":"hi"}')).json()).toEqual({ text: "hi" });
    const large = await post("/echo", JSON.stringify({ text: "x".repeat(100) }));
    expect([large.status, await errorCode(large)]).toEqual([413, "too_large"]);
    for (const body of ["{", '{"text":1}', '{"text":"hi","more":1}']) {
      const response = await post("/echo", body);
      expect([response.status, await errorCode(response)]).toEqual([400, "invalid_input"]);
    }
  });

  it("says which field is wrong", async () => {
    expect(await (await get("/query?word=maybe")).text()).toContain("word:");
  });
});

describe("errors", () => {
  it("answers with the status of a result", async () => {
    const failure = await get("/failure");
    expect(failure.status).toBe(409);
    expect(await failure.json()).toEqual({
      error: { code: "conflict", message: "somebody was faster", version: 3 },
    });
    const value = await get("/value");
    expect([value.status, await value.json()]).toEqual([201, { answer: 42 }]);
  });

  it("says when to come back, in whole seconds", async () => {
    const busy = await get("/busy");
    expect([busy.status, busy.headers.get("Retry-After")]).toEqual([429, "2"]);
    expect(await busy.json()).toMatchObject({ error: { retryAfterMs: 1_001 } });
    const closed = await get("/closed");
    expect([closed.status, closed.headers.get("Retry-After")]).toEqual([503, "1"]);
    expect((await get("/failure")).headers.has("Retry-After")).toBe(false);
  });

  it("does not tell what went wrong inside, and not the log about whom", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await get("/bug/somebody");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret detail");
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ route: "/bug/:user", error: "Error: a secret detail" }),
    );
    expect(JSON.stringify(error.mock.calls)).not.toContain("somebody");
  });

  it("does not log what an object has received", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    expect((await get("/mismatch")).status).toBe(500);
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ route: "/mismatch", error: "InvalidInputError" }),
    );
  });

  it("asks to come back when the object is overloaded", async () => {
    const response = await get("/overloaded");
    expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "1"]);
  });
});

describe("the Worker", () => {
  it("answers to a health check, and in JSON where nothing is", async () => {
    expect((await request("/health")).status).toBe(200);
    const missing = await request("/no-such-route");
    expect([missing.status, await errorCode(missing)]).toEqual([404, "not_found"]);
  });
});

/** A token that claims to need no signature. */
function unsigned(payload: object): string {
  const encode = (part: object) => btoa(JSON.stringify(part)).replaceAll("=", "");
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(payload)}.`;
}
