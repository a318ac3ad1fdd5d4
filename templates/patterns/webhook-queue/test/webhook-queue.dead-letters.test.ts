import { runInDurableObject } from "cloudflare:test";
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
import type { WebhookQueue } from "../src/webhook-queue";

afterEach(() => vi.restoreAllMocks());

const ref = (id: string) => ({ source: "standard" as const, id });
const ids = (deliveries: readonly { readonly id: string }[]) => deliveries.map(({ id }) => id);

/** A partition whose deliveries have become dead letters after two attempts each. */
async function partitionWithDead(...dead: readonly string[]) {
  handleWith(() => {
    throw new Error("down");
  });
  const stub = newPartition();
  await limit(stub, { maxAttempts: 2 });
  for (const id of dead) await stub.enqueue(incoming(id));
  await finish(stub);
  vi.restoreAllMocks();
  return stub;
}

describe("dead letters", () => {
  it("are what fails too often; the key goes on", async () => {
    const got = handleWith(failing("a"));
    const stub = newPartition();
    await limit(stub, { maxAttempts: 3 });
    await stub.enqueue(incoming("a"));
    await stub.enqueue(incoming("b"));
    await finish(stub);
    expect(ids(got)).toEqual(["a", "a", "a", "b"]);
    expect(await statusOf(stub, "a")).toBe("dead");
    expect(await outcomes(stub, "a")).toEqual(["failed", "failed", "failed"]);
    expect(await stub.stats()).toMatchObject({ pending: 0, processed: 1, dead: 1 });
    expect(await stub.enqueue(incoming("a"))).toMatchObject({ value: { status: "duplicate" } });
  });

  it("are also what kills the object in its last attempt", async () => {
    const first = newPartition();
    const state = await stateOf(first);
    handleWith(() => crash(state));
    await first.enqueue(incoming("a"));
    const stub = await workUntilCrash(first);

    const got = handleWith();
    await limit(stub, { maxAttempts: 1 });
    await stub.enqueue(incoming("b"));
    await finish(stub);
    expect(ids(got)).toEqual(["b"]);
    expect(await statusOf(stub, "a")).toBe("dead");
    expect(await outcomes(stub, "a")).toEqual(["interrupted"]);
  });

  it("are listed page by page, the oldest first", async () => {
    const stub = await partitionWithDead("a", "b", "c");
    const first = await stub.listDeadLetters({ limit: 2 });
    expect(ids(first.items)).toEqual(["a", "b"]);
    const second = await stub.listDeadLetters({ limit: 2, cursor: first.next });
    expect(ids(second.items)).toEqual(["c"]);
    expect(second.next).toBeNull();
  });

  it("are what a delivery without a handler becomes", async () => {
    const stub = newPartition();
    handleWith(failing("a"));
    await limit(stub, { maxAttempts: 1 });
    await stub.enqueue(incoming("b"));
    await finish(stub);
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("INSERT INTO _tasks (kind, id, due_at) VALUES ('lane', 'gone:x', 1)");
      storage.sql.exec(
        `INSERT INTO deliveries (source, id, key, type, payload, received_at)
         VALUES ('gone', 'g', 'x', '', '{}', 1)`,
      );
    });
    await work(stub);
    expect(await stub.listDeadLetters({ limit: 10 })).toMatchObject({ items: [{ id: "g" }] });
  });
});

describe("replay", () => {
  it("starts the attempts anew and keeps the history", async () => {
    const stub = await partitionWithDead("a");
    const got = handleWith(failing("a", 1));
    expect(await stub.replay(ref("a"))).toMatchObject({
      ok: true,
      value: { id: "a", status: "pending", attempts: 0, replays: 1 },
    });
    await finish(stub);
    expect(got.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await statusOf(stub, "a")).toBe("processed");
    expect(await outcomes(stub, "a")).toEqual(["failed", "failed", "failed", "succeeded"]);
  });

  it("puts a delivery back at its old place", async () => {
    const stub = await partitionWithDead("a");
    const got = handleWith(failing("b", 1));
    await stub.enqueue(incoming("b"));
    await work(stub);
    await stub.replay(ref("a"));
    await finish(stub);
    expect(ids(got)).toEqual(["b", "a", "b"]);
  });

  it("does not disturb the retry of what is ahead", async () => {
    const stub = await partitionWithDead("a", "b");
    const got = handleWith(failing("a"));
    await stub.replay(ref("a"));
    await work(stub);
    await stub.replay(ref("b"));
    await work(stub);
    expect(ids(got)).toEqual(["a"]);
  });

  it("works for what is processed, and refuses what is pending or unknown", async () => {
    const stub = newPartition();
    const got = handleWith(failing("b"));
    await stub.enqueue(incoming("a"));
    await finish(stub);
    expect(await stub.replay(ref("a"))).toMatchObject({ ok: true });
    await stub.enqueue(incoming("b", "cus_2"));
    expect(await stub.replay(ref("b"))).toMatchObject({ error: { code: "conflict" } });
    expect(await stub.replay(ref("c"))).toMatchObject({ error: { code: "not_found" } });
    expect(await stub.getDelivery(ref("c"))).toMatchObject({ error: { code: "not_found" } });
    await work(stub);
    expect(ids(got).filter((id) => id === "a")).toHaveLength(2);
  });

  it("of all goes page by page, in the old order, and past what dies again", async () => {
    const stub = await partitionWithDead("a", "b", "c");
    const got = handleWith(failing("a"));
    await limit(stub, { maxAttempts: 1 });
    const first = await stub.replayAll({ limit: 2 });
    expect(ids(first.items)).toEqual(["a", "b"]);
    await finish(stub);
    const second = await stub.replayAll({ limit: 2, cursor: first.next });
    expect(ids(second.items)).toEqual(["c"]);
    expect(second.next).toBeNull();
    await finish(stub);
    expect(ids(got)).toEqual(["a", "b", "c"]);
    expect(await stub.stats()).toMatchObject({ processed: 2, dead: 1 });
  });
});

describe("retention", () => {
  it("deletes what is finished and has been kept long enough, with its attempts", async () => {
    const stub = await partitionWithDead("dead");
    handleWith(failing("waiting"));
    await stub.enqueue(incoming("old"));
    await finish(stub);
    await limit(stub, { keepProcessedMs: 0, keepDeadMs: 0 });
    await stub.enqueue(incoming("done"));
    await work(stub);
    await stub.enqueue(incoming("waiting"));
    await work(stub);
    await elapse(stub, "expire");
    await work(stub);

    const statuses = await Promise.all(
      ["dead", "old", "done", "waiting"].map((id) => statusOf(stub, id)),
    );
    expect(statuses).toEqual(["dead", "processed", "not_found", "pending"]);
    await runInDurableObject(stub, (_, { storage }) => {
      const { orphans } = storage.sql
        .exec<{ orphans: number }>(
          `SELECT COUNT(*) AS orphans FROM attempts
           WHERE delivery NOT IN (SELECT seq FROM deliveries)`,
        )
        .one();
      expect(orphans).toBe(0);
    });
  });

  it("deletes a bounded batch, comes back for the rest, and ends when nothing is left", async () => {
    const stub = newPartition();
    await runInDurableObject(stub, async (instance: WebhookQueue, { storage }) => {
      const left = () =>
        storage.sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM deliveries").one().n;
      storage.sql.exec(`
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
        INSERT INTO deliveries (source, id, key, type, payload, received_at, status, expires_at)
        SELECT 'standard', i, 'k', '', '{}', 1, 'processed', 1 FROM n
      `);
      storage.sql.exec("INSERT INTO _tasks (kind, id, due_at) VALUES ('expire', '', 1)");
      await instance.alarm();
      expect(left()).toBe(200);
      await instance.alarm();
      expect(left()).toBe(0);
      expect(storage.sql.exec("SELECT 1 FROM _tasks WHERE kind = 'expire'").toArray()).toEqual([]);
    });
  });

  it("deletes what was processed in time, though a dead letter stays longer", async () => {
    const stub = await partitionWithDead("dead");
    await elapse(stub, "expire");
    await work(stub);
    handleWith();
    await stub.enqueue(incoming("done"));
    await finish(stub);
    await runInDurableObject(stub, (_, { storage }) => {
      const [end] = storage.sql
        .exec<{ at: number }>("SELECT expires_at AS at FROM deliveries WHERE id = 'done'")
        .toArray();
      const [cleanUp] = storage.sql
        .exec<{ at: number }>("SELECT due_at AS at FROM _tasks WHERE kind = 'expire'")
        .toArray();
      expect(cleanUp?.at).toBeLessThanOrEqual(end?.at ?? 0);
    });
  });

  it("is looked after as long as there are deliveries", async () => {
    handleWith();
    const stub = newPartition();
    await stub.enqueue(incoming("a"));
    await finish(stub);
    await elapse(stub, "expire");
    await work(stub);
    await runInDurableObject(stub, async (_, { storage }) => {
      const alarm = (await storage.getAlarm()) ?? 0;
      expect(alarm).toBeGreaterThan(Date.now() + 3_600_000 - 60_000);
    });
    expect(await statusOf(stub, "a")).toBe("processed");
  });
});
