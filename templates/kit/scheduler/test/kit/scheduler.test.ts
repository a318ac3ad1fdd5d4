import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/kit/schema";
import {
  Scheduler,
  SCHEDULER_MIGRATIONS,
  type SchedulerOptions,
  type Task,
  type TaskHandler,
} from "../../src/kit/scheduler";
import { unique } from "../client";
import type { Probe } from "../worker";

const HOUR = 3_600_000;

/** Gives the object a scheduler that runs on its alarm, as a class does in its constructor. */
function attach(
  instance: Probe,
  storage: DurableObjectStorage,
  handlers: Record<string, TaskHandler>,
  options?: SchedulerOptions,
): Scheduler {
  migrate(storage, SCHEDULER_MIGRATIONS);
  const scheduler = new Scheduler(storage, handlers, options);
  instance.onAlarm = () => scheduler.run();
  return scheduler;
}

/** Makes every task due, as if its time had come. */
function elapse(storage: DurableObjectStorage): void {
  storage.sql.exec("UPDATE _tasks SET due_at = 1");
}

describe("Scheduler", () => {
  it("arms the one alarm for the earliest of many tasks", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const scheduler = attach(instance, storage, { tick: () => {} });
      const now = Date.now();
      scheduler.schedule("tick", "late", now + 2 * HOUR);
      scheduler.schedule("tick", "soon", now + HOUR);
      expect(await storage.getAlarm()).toBe(now + HOUR);

      scheduler.schedule("tick", "soon", now + 3 * HOUR);
      expect(await storage.getAlarm()).toBe(now + 2 * HOUR);

      scheduler.cancel("tick", "late");
      expect(await storage.getAlarm()).toBe(now + 3 * HOUR);
      scheduler.cancel("tick", "soon");
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  // #if recovery
  it("sets the alarm anew when the database was exchanged under it", async () => {
    const stub = env.PROBE.getByName(unique());
    const ran: string[] = [];
    const due = Date.now() + HOUR;
    await runInDurableObject(stub, async (instance, { storage }) => {
      const scheduler = attach(instance, storage, { tick: (task) => void ran.push(task.id) });
      scheduler.schedule("tick", "a", due);
      scheduler.rearm();
      // The stored time itself would be taken for told.
      expect(await storage.getAlarm()).toBe(due - 1);
      await scheduler.run();
      expect(await storage.getAlarm()).toBe(due);

      await storage.deleteAlarm();
      elapse(storage);
      scheduler.rearm();
      expect(await storage.getAlarm()).not.toBeNull();
    });
    await runDurableObjectAlarm(stub);
    expect(ran).toEqual(["a"]);

    await runInDurableObject(stub, async (instance, { storage }) => {
      const scheduler = attach(instance, storage, {});
      await storage.setAlarm(due);
      scheduler.rearm();
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  // #end
  it("runs what is due, in order, and leaves the rest armed", async () => {
    const stub = env.PROBE.getByName(unique());
    const ran: string[] = [];
    const later = Date.now() + HOUR;
    await runInDurableObject(stub, (instance, { storage }) => {
      const scheduler = attach(instance, storage, { tick: (task) => void ran.push(task.id) });
      scheduler.schedule("tick", "later", later);
      storage.sql.exec(
        "INSERT INTO _tasks (kind, id, due_at) VALUES ('tick', 'second', 2), ('tick', 'first', 1)",
      );
    });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(ran).toEqual(["first", "second"]);
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(await storage.getAlarm()).toBe(later);
    });
  });

  it("keeps tasks across eviction", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (instance, { storage }) => {
      attach(instance, storage, { tick: () => {} }).schedule("tick", "a", Date.now() + HOUR);
    });
    await evictDurableObject(stub);
    const ran: Task[] = [];
    await runInDurableObject(stub, async (instance, { storage }) => {
      expect(await storage.getAlarm()).not.toBeNull();
      attach(instance, storage, { tick: (task) => void ran.push(task) });
      elapse(storage);
    });
    await runDurableObjectAlarm(stub);
    expect(ran).toMatchObject([{ kind: "tick", id: "a", attempt: 1 }]);
  });

  it("tries a task that failed again, later each time, and runs the others meanwhile", async () => {
    const stub = env.PROBE.getByName(unique());
    const ran: Task[] = [];
    await runInDurableObject(stub, async (instance, { storage }) => {
      const scheduler = attach(instance, storage, {
        bad: (task) => {
          ran.push(task);
          if (task.attempt < 3) throw new Error("not yet");
        },
        good: (task) => void ran.push(task),
      });
      storage.sql.exec(
        "INSERT INTO _tasks (kind, id, due_at) VALUES ('bad', 'x', 1), ('good', 'y', 2)",
      );

      await scheduler.run();
      expect(ran.map((task) => task.kind)).toEqual(["bad", "good"]);
      const firstWait = (scheduler.next() ?? 0) - Date.now();
      elapse(storage);
      await scheduler.run();
      const secondWait = (scheduler.next() ?? 0) - Date.now();
      expect(secondWait).toBeGreaterThan(firstWait);
      expect(await storage.getAlarm()).toBe(scheduler.next());

      elapse(storage);
      await scheduler.run();
      expect(ran.at(-1)).toMatchObject({ kind: "bad", attempt: 3 });
      expect(scheduler.next()).toBeNull();
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  it("has armed the alarm for the rest before a task runs", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const alarms: (number | null)[] = [];
      const scheduler = attach(instance, storage, {
        tick: async () => void alarms.push(await storage.getAlarm()),
      });
      storage.sql.exec(
        "INSERT INTO _tasks (kind, id, due_at) VALUES ('tick', 'a', 1), ('tick', 'b', 2)",
      );
      await scheduler.run();
      expect(alarms).toHaveLength(2);
      expect(alarms).not.toContain(null);
    });
  });

  it("lets a task schedule itself again", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const next = Date.now() + HOUR;
      const scheduler: Scheduler = attach(instance, storage, {
        tick: (task) => scheduler.schedule("tick", task.id, next),
      });
      storage.sql.exec("INSERT INTO _tasks (kind, id, due_at) VALUES ('tick', 'a', 1)");
      await scheduler.run();
      expect(scheduler.next()).toBe(next);
    });
  });

  it("runs a bounded batch and comes back for the rest", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      let ran = 0;
      const scheduler = attach(instance, storage, { tick: () => void (ran += 1) });
      storage.sql.exec(`
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
        INSERT INTO _tasks (kind, id, due_at) SELECT 'tick', i, i FROM n
      `);
      await scheduler.run();
      expect(ran).toBe(100);
      expect(scheduler.next()).toBe(101);
      await scheduler.run();
      expect(ran).toBe(150);
    });
  });

  it("does not start a task that was moved or cancelled while others ran", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const ran: string[] = [];
      const later = Date.now() + HOUR;
      const scheduler: Scheduler = attach(instance, storage, {
        tick: (task) => {
          ran.push(task.id);
          scheduler.schedule("tick", "moved", later);
          scheduler.cancel("tick", "cancelled");
        },
      });
      storage.sql.exec(`
        INSERT INTO _tasks (kind, id, due_at)
        VALUES ('tick', 'first', 1), ('tick', 'moved', 2), ('tick', 'cancelled', 3)
      `);
      await scheduler.run();
      expect(ran).toEqual(["first"]);
      expect(scheduler.next()).toBe(later);
    });
  });

  it("runs as many tasks at the same time as it is told, each once", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const ran: string[] = [];
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      const handler = async (task: Task) => {
        ran.push(task.id);
        if (ran.length === 3) open();
        await gate;
      };
      const scheduler = attach(instance, storage, { tick: handler }, { concurrency: 3 });
      storage.sql.exec(`
        INSERT INTO _tasks (kind, id, due_at)
        VALUES ('tick', 'a', 1), ('tick', 'b', 2), ('tick', 'c', 3), ('tick', 'd', 4)
      `);
      // With fewer than three at a time, the gate would never open.
      await scheduler.run();
      expect(ran).toEqual(["a", "b", "c", "d"]);
      expect(scheduler.next()).toBeNull();
    });
  });

  it("joins the run that is under way instead of running a task twice", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const { promise: gate, resolve: open } = Promise.withResolvers<void>();
      let ran = 0;
      const scheduler = attach(instance, storage, {
        tick: async () => {
          ran += 1;
          await gate;
        },
      });
      storage.sql.exec("INSERT INTO _tasks (kind, id, due_at) VALUES ('tick', 'a', 1)");
      const first = scheduler.run();
      elapse(storage);
      const second = scheduler.run();
      open();
      await Promise.all([first, second]);
      expect(ran).toBe(1);
    });
  });

  it("starts nothing more when its time is up, and comes back for the rest", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const ran: string[] = [];
      const scheduler = attach(
        instance,
        storage,
        { tick: (task) => void ran.push(task.id) },
        { startForMs: 0 },
      );
      storage.sql.exec(
        "INSERT INTO _tasks (kind, id, due_at) VALUES ('tick', 'a', 1), ('tick', 'b', 2)",
      );
      await scheduler.run();
      expect(ran).toEqual(["a"]);
      expect(scheduler.next()).toBe(2);
      await scheduler.run();
      expect(ran).toEqual(["a", "b"]);
    });
  });

  it("ensures a task without moving one that is set", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (instance, { storage }) => {
      const scheduler = attach(instance, storage, { tick: () => {} });
      const due = Date.now() + HOUR;
      expect(scheduler.has("tick", "a")).toBe(false);
      scheduler.ensure("tick", "a", due);
      scheduler.ensure("tick", "a", due + HOUR);
      expect(scheduler.has("tick", "a")).toBe(true);
      expect(scheduler.next()).toBe(due);
    });
  });

  it("ensures that a task is due by a time, and moves none later", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const scheduler = attach(instance, storage, { tick: () => {} });
      const due = Date.now() + 2 * HOUR;
      scheduler.ensureBy("tick", "a", due);
      scheduler.ensureBy("tick", "a", due + HOUR);
      expect(scheduler.dueAt("tick", "a")).toBe(due);
      scheduler.ensureBy("tick", "a", due - HOUR);
      expect(scheduler.dueAt("tick", "a")).toBe(due - HOUR);
      expect(await storage.getAlarm()).toBe(due - HOUR);
    });
  });

  it("keeps a task that nothing handles any more, and looks at it ever less often", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      const before = attach(instance, storage, {
        tick: () => {
          throw new Error("not yet");
        },
      });
      const waitAfter = async (scheduler: Scheduler, attempts: number) => {
        storage.sql.exec(
          "INSERT OR REPLACE INTO _tasks (kind, id, due_at, attempt) VALUES ('tick', 'a', 1, ?)",
          attempts,
        );
        await scheduler.run();
        return (scheduler.next() ?? NaN) - Date.now();
      };
      const after = attach(instance, storage, {});
      expect(await waitAfter(after, 0)).toBeLessThan(HOUR);
      expect(await waitAfter(before, 30)).toBeLessThanOrEqual(1.25 * HOUR);
      const week = 7 * 24 * HOUR;
      expect(await waitAfter(after, 30)).toBeGreaterThan(week - HOUR);
      expect(await waitAfter(after, 30)).toBeLessThanOrEqual(1.25 * week);

      let ran = 0;
      elapse(storage);
      await attach(instance, storage, { tick: () => void (ran += 1) }).run();
      expect(ran).toBe(1);
    });
  });

  it("takes any time in the past as now", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, async (instance, { storage }) => {
      attach(instance, storage, { tick: () => {} }).schedule("tick", "a", 0);
      expect(await storage.getAlarm()).not.toBeNull();
    });
  });

  it("refuses a kind of task that nothing handles", async () => {
    const stub = env.PROBE.getByName(unique());
    await runInDurableObject(stub, (instance, { storage }) => {
      const scheduler = attach(instance, storage, {});
      expect(() => scheduler.schedule("unknown", "a", 0)).toThrow('"unknown"');
      expect(scheduler.next()).toBeNull();
    });
  });
});
