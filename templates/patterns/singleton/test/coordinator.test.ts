import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MAX_TTL_MS, MIN_TTL_MS } from "../src/leases/input";
import type { Lease } from "../src/leases/lease";
import { unique } from "./client";
import { expire, fill, nextAlarm, stored, sweep } from "./leases/object";

const TTL = 60_000;
const RESOURCE = "nightly-report";

const scope = () => env.COORDINATOR.getByName(unique("scope"));
type Stub = ReturnType<typeof scope>;

/** Takes a lease that is free, and returns it. */
async function take(stub: Stub, holder: string, resource = RESOURCE, ttlMs = TTL): Promise<Lease> {
  const result = await stub.acquire({ resource, holder, ttlMs });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("acquire", () => {
  it("gives a free lease to the first who asks, for as long as they ask", async () => {
    const before = Date.now();
    const lease = await take(scope(), "worker-1");
    expect(lease).toMatchObject({ resource: RESOURCE, holder: "worker-1", fencingToken: 1 });
    expect(lease.acquiredAt).toBeGreaterThanOrEqual(before);
    expect(lease.expiresAt - lease.acquiredAt).toBe(TTL);
  });

  it("tells everybody else who has it and until when", async () => {
    const stub = scope();
    const current = await take(stub, "worker-1");
    const refused = await stub.acquire({ resource: RESOURCE, holder: "worker-2", ttlMs: TTL });
    expect(refused).toEqual({
      ok: false,
      error: {
        code: "conflict",
        message: '"nightly-report" is held by "worker-1"',
        current,
      },
    });
  });

  it("gives its holder the same lease again, and never shortens it", async () => {
    const stub = scope();
    const first = await take(stub, "worker-1");
    const longer = await take(stub, "worker-1", RESOURCE, 2 * TTL);
    expect(longer).toEqual({ ...first, expiresAt: longer.expiresAt });
    expect(longer.expiresAt).toBeGreaterThanOrEqual(first.expiresAt + TTL);
    expect(await take(stub, "worker-1", RESOURCE, MIN_TTL_MS)).toEqual(longer);
  });

  it("has one winner among many who ask at once", async () => {
    const stub = scope();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stub.acquire({ resource: RESOURCE, holder: `worker-${i}`, ttlMs: TTL }),
      ),
    );
    const winners = results.flatMap((result) => (result.ok ? [result.value] : []));
    expect(winners).toHaveLength(1);
    const losers = results.flatMap((result) => (result.ok ? [] : [result.error]));
    for (const error of losers) expect(error).toMatchObject({ current: winners[0] });
  });

  it("does not mix up resources, nor scopes", async () => {
    const [here, there] = [scope(), scope()];
    await take(here, "worker-1", "a");
    expect((await take(here, "worker-2", "b")).fencingToken).toBe(2);
    expect((await take(there, "worker-3", "a")).fencingToken).toBe(1);
  });

  it("refuses one lease more than the scope may have, until one ends", async () => {
    const stub = scope();
    await fill(stub, 999, Date.now() + TTL);
    const last = await take(stub, "worker-1", "the-last");
    const refused = await stub.acquire({ resource: RESOURCE, holder: "worker-2", ttlMs: TTL });
    expect(refused).toMatchObject({ ok: false, error: { code: "rate_limited", limit: 1000 } });
    expect((await take(stub, "worker-1", "the-last")).fencingToken).toBe(last.fencingToken);

    await expire(stub, "the-last");
    await take(stub, "worker-2");
  });
});

describe("renew", () => {
  it("lets the lease last longer, under the same token", async () => {
    const stub = scope();
    const lease = await take(stub, "worker-1");
    const renewed = await stub.renew({ ...owned(lease), ttlMs: 2 * TTL });
    expect(renewed).toMatchObject({ ok: true, value: owned(lease) });
    if (renewed.ok) expect(renewed.value.expiresAt).toBeGreaterThanOrEqual(lease.expiresAt + TTL);
    expect(await stub.renew({ ...owned(lease), ttlMs: MIN_TTL_MS })).toEqual(renewed);
    expect(await stub.get({ resource: RESOURCE })).toEqual(renewed);
  });
});

describe("release", () => {
  it("frees the lease at once", async () => {
    const stub = scope();
    const lease = await take(stub, "worker-1");
    expect(await stub.release(owned(lease))).toEqual({ ok: true, value: lease });
    expect(await stub.get({ resource: RESOURCE })).toMatchObject({ ok: false });
    expect((await take(stub, "worker-2")).fencingToken).toBe(2);
  });
});

describe("a holder who has lost the lease", () => {
  const attempts = {
    renew: (stub: Stub, lease: Lease) => stub.renew({ ...owned(lease), ttlMs: TTL }),
    release: (stub: Stub, lease: Lease) => stub.release(owned(lease)),
  };
  for (const [method, attempt] of Object.entries(attempts)) {
    const lost = (current: Lease | null) => ({ ok: false, error: { code: "conflict", current } });

    it(`cannot ${method} it after it expired, even if nobody took it`, async () => {
      const stub = scope();
      const lease = await take(stub, "worker-1");
      await expire(stub, RESOURCE);
      expect(await attempt(stub, lease)).toMatchObject(lost(null));
    });

    it(`cannot ${method} what somebody else has now`, async () => {
      const stub = scope();
      const lease = await take(stub, "worker-1");
      await expire(stub, RESOURCE);
      const current = await take(stub, "worker-2");
      expect(await attempt(stub, lease)).toMatchObject(lost(current));
      expect(await attempt(stub, { ...lease, fencingToken: 2 })).toMatchObject(lost(current));
      expect(await stub.get({ resource: RESOURCE })).toEqual({ ok: true, value: current });
    });

    it(`cannot ${method} a later lease of its own with the old token`, async () => {
      const stub = scope();
      const lease = await take(stub, "worker-1");
      await expire(stub, RESOURCE);
      const current = await take(stub, "worker-1");
      expect(await attempt(stub, lease)).toMatchObject(lost(current));
    });

    it(`cannot ${method} it twice after a release`, async () => {
      const stub = scope();
      const lease = await take(stub, "worker-1");
      await stub.release(owned(lease));
      expect(await attempt(stub, lease)).toMatchObject(lost(null));
    });
  }
});

describe("get and list", () => {
  it("never return a lease that has expired, swept or not", async () => {
    const stub = scope();
    await take(stub, "worker-1");
    await expire(stub, RESOURCE);
    expect(await stub.get({ resource: RESOURCE })).toEqual({
      ok: false,
      error: { code: "not_found", message: 'nobody holds "nightly-report"' },
    });
    expect(await stub.list()).toEqual({ leases: [], next: null });
    expect(await stored(stub)).toEqual([RESOURCE]);
  });

  it("page through all leases, each once", async () => {
    const stub = scope();
    for (const resource of ["e", "b", "d", "a", "c", "gone"]) await take(stub, "w", resource);
    await expire(stub, "gone");
    const pages: string[][] = [];
    let next: string | null = "";
    while (next !== null) {
      const page = await stub.list({ limit: 2, ...(next !== "" && { after: next }) });
      pages.push(page.leases.map((lease) => lease.resource));
      next = page.next;
    }
    expect(pages).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect((await stub.list({ limit: 5 })).next).toBeNull();
  });

  it("list a page of 50 unless asked otherwise", async () => {
    const stub = scope();
    await fill(stub, 60, Date.now() + TTL);
    expect((await stub.list()).leases).toHaveLength(50);
  });
});

describe("expiry", () => {
  it("frees leases by the alarm, without anybody asking", async () => {
    const stub = scope();
    const lease = await take(stub, "worker-1");
    expect(await nextAlarm(stub)).toBe(lease.expiresAt);
    await expire(stub, RESOURCE);
    expect(await sweep(stub)).toBe(true);
    expect(await stored(stub)).toEqual([]);
    expect(await nextAlarm(stub)).toBeNull();
  });

  it("leaves what was renewed, and comes back when that expires", async () => {
    const stub = scope();
    const lease = await take(stub, "worker-1");
    const alarm = await nextAlarm(stub);
    const renewed = await stub.renew({ ...owned(lease), ttlMs: 3 * TTL });
    expect(await nextAlarm(stub)).toBe(alarm);
    await sweep(stub);
    expect(await stub.get({ resource: RESOURCE })).toEqual(renewed);
    expect(await nextAlarm(stub)).toBe(renewed.ok && renewed.value.expiresAt);
  });

  it("arms the alarm for the lease that expires first", async () => {
    const stub = scope();
    await take(stub, "worker-1", "long", 3 * TTL);
    const short = await take(stub, "worker-1", "short", TTL);
    await take(stub, "worker-1", "middle", 2 * TTL);
    expect(await nextAlarm(stub)).toBe(short.expiresAt);
  });

  it("removes many in bounded batches and comes back for the rest", async () => {
    const stub = scope();
    await take(stub, "worker-1");
    await fill(stub, 250, 1);
    await sweep(stub);
    expect(await stored(stub)).toHaveLength(51);
    await sweep(stub);
    expect(await stored(stub)).toEqual([RESOURCE]);
  });

  it("still happens after an eviction", async () => {
    const stub = scope();
    await take(stub, "worker-1");
    await expire(stub, RESOURCE);
    await evictDurableObject(stub);
    expect(await sweep(stub)).toBe(true);
    expect(await stored(stub)).toEqual([]);
  });
});

describe("eviction", () => {
  it("does not end a lease", async () => {
    const stub = scope();
    const lease = await take(stub, "worker-1");
    await evictDurableObject(stub);
    expect(await stub.get({ resource: RESOURCE })).toEqual({ ok: true, value: lease });
    expect(await stub.acquire({ resource: RESOURCE, holder: "w", ttlMs: TTL })).toMatchObject({
      ok: false,
      error: { current: lease },
    });
    expect(await stub.renew({ ...owned(lease), ttlMs: TTL })).toMatchObject({ ok: true });
  });
});

describe("bad input", () => {
  const acquire = { resource: RESOURCE, holder: "worker-1", ttlMs: TTL };
  const refused: Record<string, [(stub: Stub) => Promise<unknown>, string]> = {
    "a time that is too short": [(s) => s.acquire({ ...acquire, ttlMs: MIN_TTL_MS - 1 }), "ttlMs"],
    "a time that is too long": [(s) => s.acquire({ ...acquire, ttlMs: MAX_TTL_MS + 1 }), "ttlMs"],
    "part of a millisecond": [(s) => s.acquire({ ...acquire, ttlMs: TTL + 0.5 }), "ttlMs"],
    "a resource without a name": [(s) => s.acquire({ ...acquire, resource: "" }), "resource"],
    "a resource with a long name": [
      (s) => s.acquire({ ...acquire, resource: "x".repeat(129) }),
      "resource",
    ],
    "a holder with a long name": [
      (s) => s.acquire({ ...acquire, holder: "x".repeat(129) }),
      "holder",
    ],
    "a holder of three parts": [(s) => s.acquire({ ...acquire, holder: "a/b/c" }), "holder"],
    "a token that was never given": [
      (s) => s.renew({ ...acquire, fencingToken: 0 }),
      "fencingToken",
    ],
    "a release with a broken token": [
      (s) => s.release({ resource: RESOURCE, holder: "w", fencingToken: 1.5 }),
      "fencingToken",
    ],
    "a name that is none, to get": [(s) => s.get({ resource: "a b" }), "resource"],
    "a page that is too large": [(s) => s.list({ limit: 101 }), "limit"],
  };
  for (const [what, [call, field]] of Object.entries(refused)) {
    it(`is refused: ${what}`, async () => {
      const stub = scope();
      await expect(async () => {
        await call(stub);
      }).rejects.toThrow(`${field}:`);
      expect(await stored(stub)).toEqual([]);
    });
  }
});

/** What renew and release ask for. */
function owned({ resource, holder, fencingToken }: Lease) {
  return { resource, holder, fencingToken };
}
