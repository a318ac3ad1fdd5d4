import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { Scheduler, SCHEDULER_MIGRATIONS } from "../../src/kit/scheduler";
import { migrate } from "../../src/kit/schema";
import { unique } from "../client";
import { costOf } from "./cost";

const later = Date.now() + 60 * 60 * 1_000;

async function newObject() {
  const stub = env.PROBE.getByName(unique());
  await runInDurableObject(stub, (_, { storage }) => migrate(storage, SCHEDULER_MIGRATIONS));
  return stub;
}

it("counts the rows of tables and indexes, and alarms", async () => {
  const cost = await costOf(await newObject(), {
    call: (_, { storage }) =>
      new Scheduler(storage, { ring: () => {} }).schedule("ring", "", later),
  });
  expect(cost).toEqual({ read: 1, written: 3 });
});

it("does not count what a test does, or what came before", async () => {
  const cost = await costOf(await newObject(), {
    before: (_, { storage }) =>
      new Scheduler(storage, { ring: () => {} }).schedule("ring", "", later),
    call: async (_, { storage }) => {
      storage.kv.put("key", "value");
      await storage.put("key", "value");
      await storage.setAlarm(later);
      storage.sql.exec("DELETE FROM _tasks");
    },
  });
  expect(cost).toEqual({ read: 0, written: 0 });
});
