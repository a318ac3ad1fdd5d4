import { env } from "cloudflare:workers";
import { Hono } from "hono";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { authenticate, type Authenticated } from "../src/http/auth";
import { handleError } from "../src/http/errors";
import { requireSession } from "../src/user-session.routes";
import { as, request, send, unique } from "./client";

const Started = v.object({ token: v.string(), session: v.object({ id: v.string() }) });

/** Sends requests as one user who did not exist before. */
async function client(id = unique("user")) {
  const headers = await as(id);
  return {
    id,
    get: (path: string) => request(`/user-session${path}`, { headers }),
    remove: (path: string) => request(`/user-session${path}`, { method: "DELETE", headers }),
    send: (method: string, path: string, body: unknown) =>
      send(method, `/user-session${path}`, body, headers),
    start: async (device: string) => {
      const response = await send("POST", "/user-session/sessions", { device }, headers);
      return v.parse(Started, await response.json());
    },
  };
}

describe("routes", () => {
  const all = [
    ["GET", "/preferences"],
    ["PATCH", "/preferences"],
    ["POST", "/sessions"],
    ["GET", "/sessions"],
    ["POST", "/sessions/verify"],
    ["POST", "/sessions/touch"],
    ["DELETE", "/sessions/11111111-1111-4111-8111-111111111111"],
    ["DELETE", "/sessions"],
    ["GET", "/export"],
    ["DELETE", ""],
  ] as const;
  for (const [method, path] of all) {
    it(`asks for a token: ${method} ${path || "/"}`, async () => {
      expect((await request(`/user-session${path}`, { method })).status).toBe(401);
    });
  }

  it("serve the caller, whoever the URL or the body names", async () => {
    const [alice, bob] = [await client(), await client()];
    await alice.send("PATCH", "/preferences", { changes: { theme: "dark" } });
    const { token, session } = await alice.start("Phone");

    for (const path of ["/preferences", `/preferences?user=${alice.id}`]) {
      expect(await (await bob.get(path)).json()).toMatchObject({ version: 0 });
    }
    const body = { changes: { theme: "light" }, user: alice.id };
    expect((await bob.send("PATCH", "/preferences", body)).status).toBe(400);
    expect((await bob.send("POST", "/sessions/verify", { token })).status).toBe(401);
    expect((await bob.remove(`/sessions/${session.id}`)).status).toBe(404);
    expect((await alice.send("POST", "/sessions/verify", { token })).status).toBe(200);
  });

  it("say that no cache may keep the answer", async () => {
    const user = await client();
    for (const path of ["/preferences", "/sessions", "/export"]) {
      expect((await user.get(path)).headers.get("Cache-Control")).toBe("no-store");
    }
  });

  it("refuse a body that is too large, and input that does not fit", async () => {
    const user = await client();
    const large = { changes: { theme: "x".repeat(70_000) } };
    expect((await user.send("PATCH", "/preferences", large)).status).toBe(413);
    for (const body of [{}, { changes: { "": 1 } }, { changes: { a: 1 }, ifVersion: "1" }, []]) {
      expect((await user.send("PATCH", "/preferences", body)).status).toBe(400);
    }
    expect((await user.send("POST", "/sessions", { device: "" })).status).toBe(400);
    expect((await user.send("POST", "/sessions/touch", { token: 1 })).status).toBe(400);
    for (const query of ["limit=0", "limit=101", "limit=ten", "cursor=x", "page=2"]) {
      expect((await user.get(`/sessions?${query}`)).status).toBe(400);
    }
    expect((await user.remove("/sessions/1")).status).toBe(400);
    expect((await user.remove("/sessions?except=1")).status).toBe(400);
  });
});

describe("preferences over HTTP", () => {
  it("are changed from a version, or the conflict is told", async () => {
    const user = await client();
    const change = { ifVersion: 0, changes: { theme: "dark", sizes: [1, null] } };
    const changed = await user.send("PATCH", "/preferences", change);
    expect(changed.status).toBe(200);
    const current = await changed.json();
    expect(current).toMatchObject({ version: 1, values: change.changes });
    expect(await (await user.get("/preferences")).json()).toEqual(current);

    const conflict = await user.send("PATCH", "/preferences", change);
    expect(conflict.status).toBe(409);
    expect(await conflict.json()).toMatchObject({ error: { code: "conflict", current } });
  });

  it("refuse keys that would get lost on the way", async () => {
    const user = await client();
    const headers = { "Content-Type": "application/json", ...(await as(user.id)) };
    const response = await request("/user-session/preferences", {
      method: "PATCH",
      headers,
      body: '{"changes":{"__proto__":1}}',
    });
    expect(response.status).toBe(400);
  });
});

describe("sessions over HTTP", () => {
  it("start, are used, and end", async () => {
    const user = await client();
    const started = await user.send("POST", "/sessions", { device: "Phone" });
    expect(started.status).toBe(201);
    const { token, session } = v.parse(Started, await started.json());
    for (const path of ["/sessions/verify", "/sessions/touch"]) {
      const response = await user.send("POST", path, { token });
      expect(await response.json()).toMatchObject({ id: session.id, device: "Phone" });
    }
    const revoked = await user.remove(`/sessions/${session.id}`);
    expect([revoked.status, await revoked.json()]).toEqual([200, { id: session.id }]);
    const ended = await user.send("POST", "/sessions/touch", { token });
    expect([ended.status, await ended.json()]).toMatchObject([
      401,
      { error: { code: "unauthenticated", reason: "session_ended" } },
    ]);
  });

  it("are listed in pages, and end all but one", async () => {
    const user = await client();
    const [phone] = [await user.start("Phone"), await user.start("Laptop")];
    const Page = v.object({ sessions: v.array(v.object({ device: v.string() })), cursor: v.any() });
    const first = v.parse(Page, await (await user.get("/sessions?limit=1")).json());
    const rest = await user.get(`/sessions?limit=1&cursor=${String(first.cursor)}`);
    expect(first.sessions).toEqual([{ device: "Laptop" }]);
    expect(await rest.json()).toMatchObject({ sessions: [{ device: "Phone" }], cursor: null });

    const revoked = await user.remove(`/sessions?except=${phone.session.id}`);
    expect(await revoked.json()).toEqual({ revoked: 1 });
    const { token } = phone;
    expect((await user.send("POST", "/sessions/verify", { token })).status).toBe(200);
  });
});

describe("requireSession", () => {
  const app = new Hono<Authenticated>();
  app.onError(handleError);
  app.get("/secret", authenticate, requireSession, (c) => c.text("yours"));

  it("lets only devices pass that are signed in", async () => {
    const user = await client();
    const { token, session } = await user.start("Phone");
    const status = async (headers: Record<string, string>) => {
      const response = await app.request("/secret", { headers }, env);
      return response.status;
    };
    const headers = await as(user.id);
    expect(await status({ ...headers, "Session-Token": token })).toBe(200);
    expect(await status({ ...(await as(unique())), "Session-Token": token })).toBe(401);
    expect(await status({ "Session-Token": token })).toBe(401);
    expect(await status(headers)).toBe(401);
    expect(await status({ ...headers, "Session-Token": "x".repeat(200) })).toBe(400);
    await user.remove(`/sessions/${session.id}`);
    expect(await status({ ...headers, "Session-Token": token })).toBe(401);
  });
});

describe("data protection over HTTP", () => {
  it("gives users all of their data as a file, and deletes it", async () => {
    const user = await client();
    await user.send("PATCH", "/preferences", { changes: { theme: "dark" } });
    const { session } = await user.start("Phone");
    const exported = await user.get("/export");
    expect(exported.headers.get("Content-Disposition")).toContain("attachment");
    expect(await exported.json()).toMatchObject({
      userId: user.id,
      preferences: { values: { theme: "dark" } },
      sessions: [{ id: session.id }],
    });

    expect((await user.remove("")).status).toBe(204);
    expect(await (await user.get("/export")).json()).toMatchObject({
      preferences: { version: 0, values: {} },
      sessions: [],
    });
  });
});
