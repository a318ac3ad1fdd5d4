import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { unique } from "./client";
import { expectNoHistory, fakeHistory, takeBack } from "./history";
import { finish, handleWith, incoming } from "./webhook-queue.driver";

afterEach(() => vi.restoreAllMocks());

it("processes once more what had not been processed then, with the same idempotency key", async () => {
  const got = handleWith();
  const partition = unique();
  const stub = env.WEBHOOK_QUEUE.getByName(partition);
  await stub.enqueue(incoming("a"));
  await finish(stub);
  await fakeHistory(({ sql }) => {
    sql.exec("UPDATE deliveries SET status = 'pending', attempts = 0, expires_at = NULL");
    sql.exec("DELETE FROM attempts");
    const retryAt = Date.now() + 60_000;
    sql.exec(
      "REPLACE INTO _tasks (kind, id, due_at) VALUES ('lane', 'standard:cus_1', ?)",
      retryAt,
    );
  });
  await takeBack(`/webhook-queue/admin/${partition}/recovery`);

  const after = env.WEBHOOK_QUEUE.getByName(partition);
  // The first thing to look at: everything else that calls the partition may set its alarm.
  expect(await runInDurableObject(after, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  await finish(after);
  expect(await after.stats()).toMatchObject({ processed: 1, pending: 0 });
  expect(got.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["standard:a", "standard:a"]);
});

it("cannot go back locally, and says so", () =>
  expectNoHistory(`/webhook-queue/admin/${unique()}/recovery`));
