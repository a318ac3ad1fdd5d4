import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { request, unique } from "./client";
import { follow, requestFeed } from "./kit/feed.listener";
import { expire, sweep } from "./leases/object";
import type { Lease } from "../src/leases/lease";

const TTL = 60_000;
const HIBERNATE = { webSockets: "hibernate" } as const;

function scope() {
  const name = unique("scope");
  const stub = env.COORDINATOR.getByName(name);
  return { stub, path: `/coordinator/${name}/feed` };
}

async function take(stub: ReturnType<typeof scope>["stub"], resource: string): Promise<Lease> {
  const result = await stub.acquire({ resource, holder: "worker-1", ttlMs: TTL });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("the feed of a scope", () => {
  it("tells every change of a lease, in order, and none that was refused", async () => {
    const { stub, path } = scope();
    const listener = await follow(path, "watcher", ["service"]);
    await listener.next("welcome");

    const lease = await take(stub, "a");
    const { resource, holder, fencingToken } = lease;
    expect((await stub.acquire({ resource, holder: "worker-2", ttlMs: TTL })).ok).toBe(false);
    expect((await stub.renew({ resource, holder, fencingToken: 9, ttlMs: TTL })).ok).toBe(false);
    expect((await stub.release({ resource, holder, fencingToken: 9 })).ok).toBe(false);
    const renewed = await stub.renew({ resource, holder, fencingToken, ttlMs: 2 * TTL });
    await stub.renew({ resource, holder, fencingToken, ttlMs: TTL });
    await stub.release({ resource, holder, fencingToken });

    const later = renewed.ok && renewed.value;
    expect(await listener.events(3)).toMatchObject([
      { name: "lease.acquired", data: lease },
      { name: "lease.renewed", data: later },
      { name: "lease.released", data: later },
    ]);
    await take(stub, "b");
    expect(await listener.events(1)).toMatchObject([{ data: { resource: "b" } }]);
    listener.close();
  });

  it("tells when time is over: by the sweep, or when somebody else takes the lease", async () => {
    const { stub, path } = scope();
    const listener = await follow(path, "watcher", ["service"]);
    await listener.next("welcome");
    const [first, second] = [await take(stub, "a"), await take(stub, "b")];
    await listener.events(2);

    await expire(stub, "a");
    await take(stub, "a");
    await expire(stub, "b");
    await sweep(stub);
    expect(await listener.events(3)).toMatchObject([
      { name: "lease.expired", data: { ...first, expiresAt: 1 } },
      { name: "lease.acquired", data: { resource: "a" } },
      { name: "lease.expired", data: { ...second, expiresAt: 1 } },
    ]);
    listener.close();
  });

  it("goes on after hibernation, and resumes without gap or duplicate", async () => {
    const { stub, path } = scope();
    const listener = await follow(path, "watcher", ["service"]);
    await listener.next("welcome");
    await evictDurableObject(stub, HIBERNATE);
    await take(stub, "a");
    const [seen] = await listener.events(1);
    listener.close();
    await listener.closed;

    await take(stub, "b");
    await evictDurableObject(stub, HIBERNATE);
    await take(stub, "c");
    const back = await follow(`${path}?after=${seen?.seq}`, "watcher", ["service"]);
    await take(stub, "d");
    expect(await back.next("welcome")).toEqual({ type: "welcome", seq: seen?.seq });
    const missed = await back.events(3);
    expect(missed.map(({ data }) => data)).toMatchObject(
      ["b", "c", "d"].map((resource) => ({ resource })),
    );
    expect(missed.map(({ seq }) => seq - (seen?.seq ?? 0))).toEqual([1, 2, 3]);
    back.close();
  });

  it("does not tell another scope", async () => {
    const [here, there] = [scope(), scope()];
    const listener = await follow(here.path, "watcher", ["service"]);
    await listener.next("welcome");
    await take(there.stub, "theirs");
    await take(here.stub, "ours");
    expect(await listener.events(1)).toMatchObject([{ data: { resource: "ours" } }]);
    listener.close();
  });
});

describe("the route of the feed", () => {
  it("is for callers with the role service, who speak the protocol", async () => {
    const { path } = scope();
    const statusOf = async (roles: string[], headers = {}) =>
      (await requestFeed(path, "watcher", roles, headers)).status;
    expect(await statusOf([])).toBe(403);
    expect(await statusOf(["service"], { Upgrade: "h2c" })).toBe(400);
    expect(await statusOf(["service"], { Origin: "https://evil.example" })).toBe(403);
    expect(await statusOf([], { "Sec-WebSocket-Protocol": "feed.v1" })).toBe(401);
    expect((await request(path)).status).toBe(401);
    for (const after of ["x", "-1", "1.5", ""]) {
      const response = await requestFeed(`${path}?after=${after}`, "watcher", ["service"]);
      expect(response.status, after).toBe(400);
    }
  });

  it("opens for pages of the Worker's own origin, and speaks for nobody else", async () => {
    const claim = JSON.stringify({ id: "x".repeat(999), expiresAt: 1, after: null });
    const response = await requestFeed(scope().path, "watcher", ["service"], {
      Origin: "https://example.com",
      "X-Verified-Subscriber": claim,
    });
    expect(response.status).toBe(101);
    expect(response.headers.get("Sec-WebSocket-Protocol")).toBe("feed.v1");
    response.webSocket?.accept();
    response.webSocket?.close();
  });
});
