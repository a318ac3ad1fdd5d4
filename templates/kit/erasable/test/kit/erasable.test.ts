import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { Erasable } from "../../src/kit/erasable";
import { Scheduler, SCHEDULER_MIGRATIONS } from "../../src/kit/scheduler";
import { migrate } from "../../src/kit/schema";
import { unique } from "../client";

const HOUR = 3_600_000;
const NOTES = { name: "notes-0001", sql: "CREATE TABLE notes (text TEXT NOT NULL)" };

/** A database with one table and a scheduler. */
function erasable(storage: DurableObjectStorage) {
  return new Erasable(storage, ({ sql }) => {
    migrate(storage, [...SCHEDULER_MIGRATIONS, NOTES]);
    return {
      scheduler: new Scheduler(storage, { tick: () => {} }),
      add: (text: string) => void sql.exec("INSERT INTO notes (text) VALUES (?)", text),
      all: () => sql.exec<{ text: string }>("SELECT text FROM notes LIMIT 10").toArray(),
    };
  });
}

/** The names of everything in the database; reading them creates nothing. */
const stored = ({ sql }: DurableObjectStorage) =>
  sql
    .exec<{ name: string }>("SELECT name FROM sqlite_schema LIMIT 100")
    .toArray()
    .map((row) => row.name);

describe("Erasable", () => {
  it("stores nothing until somebody writes", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (_, { storage }) => {
      const before = storage.sql.databaseSize;
      expect(erasable(storage).peek()).toBeUndefined();
      expect([stored(storage), storage.sql.databaseSize]).toEqual([[], before]);

      erasable(storage).open().add("first");
      expect(stored(storage)).toContain("notes");
    });
  });

  it("shows what is stored to the next instance", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (_, { storage }) => erasable(storage).open().add("kept"));
    await evictDurableObject(stub);
    await runInDurableObject(stub, (_, { storage }) => {
      expect(erasable(storage).peek()?.all()).toEqual([{ text: "kept" }]);
    });
  });

  it("gives all of the storage back, and the alarm", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (_, { storage }) => {
      const before = storage.sql.databaseSize;
      const data = erasable(storage);
      data.open().add("gone");
      data.open().scheduler.schedule("tick", "a", Date.now() + HOUR);
      await data.erase();
      expect(data.peek()).toBeUndefined();
      expect([stored(storage), storage.sql.databaseSize]).toEqual([[], before]);
      expect(await storage.getAlarm()).toBeNull();
    });
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });

  it("starts from nothing after that, in the same instance", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (_, { storage }) => {
      const data = erasable(storage);
      const due = Date.now() + HOUR;
      data.open().add("gone");
      data.open().scheduler.schedule("tick", "a", due);
      await data.erase();

      data.open().add("new");
      expect(data.peek()?.all()).toEqual([{ text: "new" }]);
      // A scheduler that outlived the database would think that its alarm is still set.
      data.open().scheduler.schedule("tick", "a", due);
      expect(await storage.getAlarm()).toBe(due);
    });
  });

  it("is as empty at once as when the deletion is durable", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (_, { storage }) => {
      const data = erasable(storage);
      data.open().add("gone");
      const erased = data.erase();
      data.open().add("new");
      await erased;
      expect(data.peek()?.all()).toEqual([{ text: "new" }]);
    });
  });
});
