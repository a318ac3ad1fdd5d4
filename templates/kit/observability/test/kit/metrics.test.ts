import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { Metrics, STORE_EVERY_MS } from "../../src/kit/metrics";
import { unique } from "../client";

afterEach(() => void vi.restoreAllMocks());

/** Runs a test in a new object that has a table, or nothing. */
async function inObject(test: (state: DurableObjectState) => void, table = true) {
  const stub = env.PROBE.getByName(unique());
  await runInDurableObject(stub, (_, state) => {
    if (table) state.storage.sql.exec("CREATE TABLE things (id INTEGER PRIMARY KEY)");
    test(state);
  });
  return stub;
}

it("adds up calls, their outcomes and their durations", async () => {
  await inObject((state) => {
    const metrics = new Metrics(state);
    metrics.record("get", "ok", 3);
    metrics.record("get", "refused", 10);
    metrics.record("get", "error", 2);
    metrics.record("alarm", "ok", 1);
    expect(metrics.read().entries).toEqual({
      get: { calls: 3, errors: 1, refusals: 1, totalMs: 15, maxMs: 10 },
      alarm: { calls: 1, errors: 0, refusals: 0, totalMs: 1, maxMs: 1 },
    });
  });
});

it("stores the first call of a life, and then once a minute", async () => {
  const stub = await inObject((state) => {
    const metrics = new Metrics(state);
    const stored = () => {
      const calls: unknown = new Metrics(state).read().entries["get"]?.calls;
      return calls;
    };
    const start = Date.now();
    const now = vi.spyOn(Date, "now").mockReturnValue(start);
    for (let call = 0; call < 10; call += 1) metrics.record("get", "ok", 1);
    expect(stored()).toBe(1);

    now.mockReturnValue(start + STORE_EVERY_MS);
    for (let call = 0; call < 10; call += 1) metrics.record("get", "ok", 1);
    expect(stored()).toBe(11);
    vi.restoreAllMocks();
  });
  await evictDurableObject(stub);
  await runInDurableObject(stub, (_, state) => {
    const metrics = new Metrics(state);
    expect(metrics.read()).toMatchObject({ wakes: 1, entries: { get: { calls: 11 } } });
    metrics.record("get", "ok", 1);
    expect(metrics.read()).toMatchObject({ wakes: 2, entries: { get: { calls: 12 } } });
  });
});

it("stores the first call of each life, however short the lives are", async () => {
  const stub = await inObject(() => {});
  for (let life = 0; life < 3; life += 1) {
    await runInDurableObject(stub, (_, state) => new Metrics(state).record("get", "ok", 1));
    await evictDurableObject(stub);
  }
  await runInDurableObject(stub, (_, state) => {
    expect(new Metrics(state).read()).toMatchObject({ wakes: 3, entries: { get: { calls: 3 } } });
  });
});

it("stores errors at once, and when the clock was set back", async () => {
  await inObject((state) => {
    const metrics = new Metrics(state);
    const stored = () => new Metrics(state).read().entries["get"];
    metrics.record("get", "ok", 1);
    metrics.record("get", "refused", 1);
    expect(stored()).toMatchObject({ calls: 1 });
    metrics.record("get", "error", 1);
    expect(stored()).toMatchObject({ calls: 3, errors: 1, refusals: 1 });
    vi.spyOn(Date, "now").mockReturnValue(Date.now() - 60 * STORE_EVERY_MS);
    metrics.record("get", "ok", 1);
    expect(stored()).toMatchObject({ calls: 4 });
    metrics.record("get", "ok", 1);
    expect(stored()).toMatchObject({ calls: 4 });
    vi.restoreAllMocks();
  });
});

it("does not break the call when it cannot store, and says so once", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  await inObject(({ id, storage }) => {
    const put = () => {
      throw new Error("the storage is full");
    };
    const kv = { get: () => undefined, put };
    const state = Object.assign(Object.create(null), { id, storage: { kv, sql: storage.sql } });
    const metrics = new Metrics(state);
    metrics.record("get", "ok", 1);
    metrics.record("get", "ok", 1);
    expect(metrics.read().entries["get"]?.calls).toBe(2);
  });
  expect(error).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      message: "counters not stored",
      error: "Error: the storage is full",
    }),
  );
});

it("writes nothing into an object that stores nothing", async () => {
  await inObject((state) => {
    const metrics = new Metrics(state);
    metrics.record("get", "ok", 1);
    expect(metrics.read().entries["get"]?.calls).toBe(1);
    expect(state.storage.sql.exec("SELECT name FROM sqlite_schema").toArray()).toEqual([]);
  }, false);
});

it("begins anew where what is stored makes no sense", async () => {
  await inObject((state) => {
    state.storage.kv.put("_metrics", { entries: "many" });
    expect(new Metrics(state).read()).toMatchObject({ wakes: 0, entries: {} });
  });
});
