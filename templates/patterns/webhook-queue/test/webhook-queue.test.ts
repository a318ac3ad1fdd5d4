import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  crash,
  elapse,
  failing,
  finish,
  handleWith,
  incoming,
  limit,
  newPartition,
  outcomes,
  stateOf,
  statusOf,
  work,
  workUntilCrash,
} from "./webhook-queue.driver";

afterEach(() => vi.restoreAllMocks());

const ids = (deliveries: readonly { readonly id: string }[]) => deliveries.map(({ id }) => id);

describe("enqueue", () => {
  it("stores a delivery and hands it to the handler, once", async () => {
    const got = handleWith();
    const stub = newPartition();
    const payload = { type: "test", data: { n: 1 } };
    expect(await stub.enqueue(incoming("a", "cus_1", payload))).toEqual({
      ok: true,
      value: { status: "accepted" },
    });
    await finish(stub);
    await work(stub);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      source: "standard",
      id: "a",
      idempotencyKey: "standard:a",
      key: "cus_1",
      type: "test",
      payload,
      attempt: 1,
    });
    expect(await statusOf(stub, "a")).toBe("processed");
  });

  it("recognises a delivery that is sent again, pending or processed", async () => {
    const got = handleWith(failing("a", 1));
    const stub = newPartition();
    const duplicate = { ok: true, value: { status: "duplicate" } };
    await stub.enqueue(incoming("a"));
    await work(stub);
    expect(await stub.enqueue(incoming("a"))).toEqual(duplicate);
    await finish(stub);
    expect(await stub.enqueue(incoming("a"))).toEqual(duplicate);
    await work(stub);
    expect(got.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it("arms the alarm", async () => {
    handleWith(failing("a"));
    const stub = newPartition();
    await stub.enqueue(incoming("a"));
    expect(await runDurableObjectAlarm(stub)).toBe(true);
  });

  it("refuses what is not a delivery", async () => {
    const stub = newPartition();
    const { delivery, ...rest } = incoming("a");
    const wrong = {
      "no such source": { source: "nobody" },
      "without spaces": { id: "a b" },
      "key:": { key: "" },
      "not JSON": { payload: "{" },
      bytes: { payload: JSON.stringify("x".repeat(256 * 1024)) },
    };
    for (const [message, change] of Object.entries(wrong)) {
      const input = { ...rest, delivery: { ...delivery, ...change } };
      await expect(async () => void (await stub.enqueue(input))).rejects.toThrow(message);
    }
    expect(await stub.stats()).toMatchObject({ pending: 0 });
  });
});

describe("lanes", () => {
  it("keep the deliveries of a key in order while the first one fails", async () => {
    const got = handleWith(failing("a", 2));
    const stub = newPartition();
    for (const id of ["a", "b", "c"]) await stub.enqueue(incoming(id));
    await finish(stub);
    expect(ids(got)).toEqual(["a", "a", "a", "b", "c"]);
  });

  it("do not wait for each other", async () => {
    const got = handleWith(failing("bad"));
    const stub = newPartition();
    await stub.enqueue(incoming("bad", "cus_1"));
    await stub.enqueue(incoming("later", "cus_1"));
    await stub.enqueue(incoming("good", "cus_2"));
    await work(stub);
    expect(await statusOf(stub, "good")).toBe("processed");
    expect(await statusOf(stub, "later")).toBe("pending");
    expect(ids(got)).not.toContain("later");
  });

  it("wait for a retry also when more arrives", async () => {
    const got = handleWith(failing("a"));
    const stub = newPartition();
    await stub.enqueue(incoming("a"));
    await work(stub);
    await stub.enqueue(incoming("b"));
    await work(stub);
    expect(ids(got)).toEqual(["a"]);
  });

  it("with the same key of different sources are different", async () => {
    const stub = newPartition();
    handleWith(failing("a"));
    const { delivery, ...rest } = incoming("b");
    await stub.enqueue(incoming("a"));
    await stub.enqueue({ ...rest, delivery: { ...delivery, source: "stripe" } });
    await work(stub);
    expect(await stub.stats()).toMatchObject({ pending: 1, processed: 1 });
  });

  it("run side by side, each one delivery at a time", async () => {
    const running = new Map<string, number>();
    let together = 0;
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    handleWith(async ({ key }) => {
      const mine = (running.get(key) ?? 0) + 1;
      running.set(key, mine);
      if (mine > 1) throw new Error("two at a time");
      together = Math.max(
        together,
        [...running.values()].reduce((sum, n) => sum + n),
      );
      if (together === 3) open();
      await gate;
      running.set(key, 0);
    });
    const stub = newPartition();
    await Promise.all(
      ["a", "b", "c", "d", "e", "f"].map((id, n) => stub.enqueue(incoming(id, `cus_${n % 3}`))),
    );
    await finish(stub);
    expect(together).toBe(3);
    expect(await stub.stats()).toMatchObject({ processed: 6, dead: 0 });
    expect(await outcomes(stub, "d")).toEqual(["succeeded"]);
  });

  it("let others have a turn after a few deliveries", async () => {
    const got = handleWith();
    const stub = newPartition();
    await limit(stub, { laneDeliveries: 2 });
    handleWith(failing("0", 1));
    for (let n = 0; n < 5; n += 1) await stub.enqueue(incoming(`${n}`));
    await work(stub);
    vi.restoreAllMocks();
    const turn = handleWith();
    await elapse(stub);
    await work(stub);
    expect(ids(turn)).toEqual(["0", "1"]);
    await finish(stub);
    expect(ids(turn)).toEqual(["0", "1", "2", "3", "4"]);
    expect(got).toEqual([]);
  });
});

describe("attempts", () => {
  it("come later each time", async () => {
    handleWith(failing("a"));
    const stub = newPartition();
    await stub.enqueue(incoming("a"));
    const wait = async () => {
      await elapse(stub);
      await work(stub);
      return runInDurableObject(stub, (_, { storage }) => {
        const { due } = storage.sql
          .exec<{ due: number }>("SELECT due_at AS due FROM _tasks WHERE kind = 'lane'")
          .one();
        return due - Date.now();
      });
    };
    await work(stub);
    const waits = [await wait(), await wait(), await wait()];
    // Attempts 2 to 4: 4, 8 and 16 s, less up to half and the time that this test takes.
    waits.forEach((ms, n) => {
      expect(ms).toBeGreaterThan(2_000 * 2 ** n - 1_000);
      expect(ms).toBeLessThanOrEqual(4_000 * 2 ** n);
    });
  });

  it("are counted as failed when they take too long, even if the handler does not listen", async () => {
    const { promise: never } = Promise.withResolvers<void>();
    const got = handleWith(({ attempt }) => (attempt === 1 ? never : undefined));
    const stub = newPartition();
    await limit(stub, { attemptMs: 1 });
    await stub.enqueue(incoming("a"));
    await work(stub);
    expect(got[0]?.signal.aborted).toBe(true);
    expect(await outcomes(stub, "a")).toEqual(["timed_out"]);
    await limit(stub, { attemptMs: 10_000 });
    await finish(stub);
    expect(await outcomes(stub, "a")).toEqual(["timed_out", "succeeded"]);
  });

  it("are on record before the handler runs, with how each ended", async () => {
    const seen: unknown[] = [];
    const stub = newPartition();
    const { sql } = (await stateOf(stub)).storage;
    handleWith(({ attempt }) => {
      seen.push([...sql.exec("SELECT number, outcome FROM attempts ORDER BY number")]);
      if (attempt === 1) throw new Error("try again");
    });
    await stub.enqueue(incoming("a"));
    await finish(stub);
    expect(seen).toEqual([
      [{ number: 1, outcome: "running" }],
      [
        { number: 1, outcome: "failed" },
        { number: 2, outcome: "running" },
      ],
    ]);

    const result = await stub.getDelivery({ source: "standard", id: "a" });
    const history = result.ok ? result.value.history : [];
    expect(history).toMatchObject([
      { replay: 0, number: 2, outcome: "succeeded", error: null },
      { replay: 0, number: 1, outcome: "failed", error: "Error: try again" },
    ]);
    for (const { startedAt, finishedAt } of history) {
      expect(finishedAt).toBeGreaterThanOrEqual(startedAt);
    }
  });

  it("count also when the object dies on the way, and go on with the same idempotency key", async () => {
    const first = newPartition();
    const state = await stateOf(first);
    const got = handleWith(({ attempt }) => (attempt === 1 ? crash(state) : undefined));
    await first.enqueue(incoming("a"));
    const stub = await workUntilCrash(first);

    await stub.enqueue(incoming("b"));
    vi.restoreAllMocks();
    const later = handleWith();
    await finish(stub);
    expect(await outcomes(stub, "a")).toEqual(["interrupted", "succeeded"]);
    expect(later).toMatchObject([
      { id: "a", attempt: 2, idempotencyKey: got[0]?.idempotencyKey },
      { id: "b", attempt: 1 },
    ]);
  });

  it("survive eviction with their number", async () => {
    const got = handleWith(failing("a", 2));
    const stub = newPartition();
    await stub.enqueue(incoming("a"));
    await work(stub);
    await evictDurableObject(stub);
    await finish(stub);
    expect(got.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });
});
