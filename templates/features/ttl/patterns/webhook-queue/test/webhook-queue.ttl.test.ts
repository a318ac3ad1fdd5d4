import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { ttl } from "../src/webhook-queue.ttl";
import { EXPIRE_BATCH } from "../src/webhooks/limits";
import { unique } from "./client";
import { dueAt, elapse, endIdleTime, planOtherWork, sweep } from "./expiry";
import { configure, itReads } from "./settings";
import { failing, finish, handleWith, incoming, limit } from "./webhook-queue.driver";

afterEach(() => void vi.restoreAllMocks());

const DAY = 86_400_000;
const PAGE = { cursor: null, limit: 10 };
const ref = (id: string) => ({ source: "standard" as const, id });

function newPartition() {
  const name = unique();
  return () => env.WEBHOOK_QUEUE.getByName(name);
}

type Partition = ReturnType<typeof newPartition>;

/** Lets the time of all finished deliveries be over, as it is before the clean-up has come by. */
function expire(open: Partition): Promise<void> {
  return runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE deliveries SET expires_at = 1 WHERE expires_at IS NOT NULL");
  });
}

/** A partition with a processed delivery `done` and a dead letter `dead`. */
async function newWorked(): Promise<Partition> {
  const open = newPartition();
  handleWith(failing("dead"));
  await limit(open(), { maxAttempts: 1 });
  await open().enqueue(incoming("done", "a"));
  await open().enqueue(incoming("dead", "b"));
  await finish(open());
  return open;
}

itReads(["WEBHOOK_QUEUE_TTL"], ttl);

it("keeps what is finished for as long as the configuration says", async () => {
  configure("WEBHOOK_QUEUE_TTL", { processed: "3d", dead: "5d", idle: "30d" });
  const open = await newWorked();
  await runInDurableObject(open(), (_, { storage }) => {
    const kept = storage.sql
      .exec("SELECT id, expires_at - finished_at AS ms FROM deliveries ORDER BY id")
      .toArray();
    expect(kept).toEqual([
      { id: "dead", ms: 5 * DAY },
      { id: "done", ms: 3 * DAY },
    ]);
  });
});

it("shows nothing that has expired, before the clean-up", async () => {
  const open = await newWorked();
  expect(await open().stats()).toMatchObject({ processed: 1, dead: 1 });
  await expire(open);
  expect(await open().listDeliveries(PAGE)).toEqual({ items: [], next: null });
  expect(await open().listDeadLetters(PAGE)).toEqual({ items: [], next: null });
  expect(await open().stats()).toMatchObject({ processed: 0, dead: 0 });
  expect(await open().getDelivery(ref("done"))).toMatchObject({ error: { code: "not_found" } });
  expect(await open().replay(ref("dead"))).toMatchObject({ error: { code: "not_found" } });
  expect(await open().replayAll(PAGE)).toEqual({ items: [], next: null });
});

it("takes the id of an expired delivery for a new one", async () => {
  const open = await newWorked();
  expect(await open().enqueue(incoming("done", "a"))).toMatchObject({
    value: { status: "duplicate" },
  });
  await expire(open);
  expect(await open().enqueue(incoming("done", "a"))).toMatchObject({
    value: { status: "accepted" },
  });
  await finish(open());
  expect(await open().getDelivery(ref("done"))).toMatchObject({ value: { status: "processed" } });
});

it("removes what has expired in batches, each with an alarm of its own", async () => {
  const open = await newWorked();
  await runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO deliveries (source, id, key, type, payload, received_at, status, expires_at)
       SELECT 'standard', i, 'k', '', '{}', 1, 'processed', 1 FROM n`,
      EXPIRE_BATCH,
    );
  });
  await expire(open);
  await planOtherWork(open);
  const other = await dueAt(open, "other");
  const first = await sweep(open, "expire", "deliveries");
  expect(first.left).toBe(2);
  expect(first.next).toBeLessThanOrEqual(Date.now());
  expect(await sweep(open, "expire", "deliveries")).toEqual({ left: 0, next: null });
  expect(await dueAt(open, "other")).toBe(other);
});

it("frees an idle partition without deliveries, which works again on the next call", async () => {
  const open = await newWorked();
  expect(await endIdleTime(open)).toBe("kept");
  await expire(open);
  await elapse(open, "expire");
  expect(await endIdleTime(open)).toBe("freed");
  expect(await dueAt(open, "idle")).toBeNull();

  expect(await open().enqueue(incoming("again"))).toMatchObject({ value: { status: "accepted" } });
  await finish(open());
  expect(await open().stats()).toMatchObject({ processed: 1 });
});

it("cleans up and ends in alarms of their own", async () => {
  const open = await newWorked();
  await expire(open);
  await runInDurableObject(open(), async (object, { storage: { sql } }) => {
    sql.exec("UPDATE _tasks SET due_at = 1");
    await object.alarm();
    expect(sql.exec("SELECT 1 FROM deliveries").toArray()).toEqual([]);
    expect(sql.exec("SELECT kind FROM _tasks").toArray()).toEqual([{ kind: "idle" }]);
  });
  expect(await endIdleTime(open)).toBe("freed");
});

it("works on with a wrong configuration for its end, and ends when it is right again", async () => {
  const open = newPartition();
  await open().stats();
  configure("WEBHOOK_QUEUE_TTL", { processed: "7d", dead: "30d", idle: "never" });
  expect(await endIdleTime(open)).toBe("kept");
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now());
  configure("WEBHOOK_QUEUE_TTL", { processed: "7d", dead: "30d", idle: "30d" });
  expect(await endIdleTime(open)).toBe("freed");
});

it("frees a partition that was only looked at", async () => {
  const open = newPartition();
  await open().stats();
  expect(await endIdleTime(open)).toBe("freed");
});

it("keeps a partition with a delivery that waits, or with a dead letter", async () => {
  handleWith(failing("stuck"));
  const waiting = newPartition();
  await waiting().enqueue(incoming("stuck"));
  expect(await endIdleTime(waiting)).toBe("kept");
  expect(await waiting().stats()).toMatchObject({ pending: 1 });
  const worked = await newWorked();
  expect(await endIdleTime(worked)).toBe("kept");
  expect(await worked().stats()).toMatchObject({ dead: 1 });
});

it("keeps a partition that knows of a longer list, since it has to tell others", async () => {
  const open = newPartition();
  await open().enqueue({ ...incoming("moved"), plan: [1, 2] });
  expect(await endIdleTime(open)).toBe("kept");
  expect(await open().enqueue(incoming("late"))).toMatchObject({ error: { plan: [1, 2] } });
});

it("puts the end off with every delivery", async () => {
  const open = newPartition();
  await open().stats();
  await runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = ? WHERE kind = 'idle'", Date.now() + DAY);
  });
  handleWith();
  await open().enqueue(incoming("a"));
  expect(await dueAt(open, "idle")).toBeGreaterThan(Date.now() + 30 * DAY - 60_000);
});

it("runs no handler and takes no delivery when the configuration is wrong", async () => {
  const open = newPartition();
  handleWith(failing("a", 1));
  await open().enqueue(incoming("a"));
  await runDurableObjectAlarm(open());
  configure("WEBHOOK_QUEUE_TTL", { processed: "a week", dead: "30d", idle: "30d" });
  const got = handleWith();
  await elapse(open, "lane");
  expect(got).toEqual([]);
  await expect(async () => void (await open().enqueue(incoming("b")))).rejects.toThrow(
    "WEBHOOK_QUEUE_TTL.processed in wrangler.jsonc: use a whole number",
  );

  configure("WEBHOOK_QUEUE_TTL", { processed: "7d", dead: "30d", idle: "30d" });
  await finish(open());
  expect(got.map(({ id }) => id)).toEqual(["a"]);
});
