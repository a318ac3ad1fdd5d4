import { DurableObject, env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { stateOf } from "../../src/kit/context";
import { Idle, IDLE, noteUses, type Verdict } from "../../src/kit/idle";
import { Scheduler, SCHEDULER_MIGRATIONS } from "../../src/kit/scheduler";
import { migrate } from "../../src/kit/schema";
import { unique } from "../client";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An object that ends after a day, with what its owner can change. */
function newIdle(ctx: DurableObjectState) {
  migrate(ctx.storage, SCHEDULER_MIGRATIONS);
  const owner = {
    lifetimeMs: DAY as number | null | Error,
    verdict: "free" as Verdict,
    survivesEnd: true,
    ends: 0,
  };
  const newScheduler = () =>
    new Scheduler(ctx.storage, {
      [IDLE]: () => idle.check(),
      cleanUp: () => {},
      other: () => {},
    });
  const scheduler = newScheduler();
  let current: Scheduler | undefined = scheduler;
  const idle = new Idle(ctx, () => current, {
    lifetimeMs: () => {
      if (owner.lifetimeMs instanceof Error) throw owner.lifetimeMs;
      return owner.lifetimeMs;
    },
    verdict: () => owner.verdict,
    housekeeping: ["cleanUp"],
    end: async () => void (owner.ends += 1),
    get survivesEnd() {
      return owner.survivesEnd;
    },
  });
  const left = () => (scheduler.dueAt(IDLE, "object") ?? NaN) - Date.now();
  const letTimePass = () => scheduler.schedule(IDLE, "object", 1);
  /** As `deleteAll()` does it. */
  const erase = () => {
    scheduler.cancel(IDLE, "object");
    current = undefined;
  };
  const store = () => void (current = newScheduler());
  return { owner, scheduler, idle, left, letTimePass, erase, store };
}

/** Runs a test in an empty object. */
function withIdle(test: (made: ReturnType<typeof newIdle>) => void | Promise<void>) {
  return runInDurableObject(env.PROBE.getByName(unique()), (_, ctx) => test(newIdle(ctx)));
}

describe("Idle", () => {
  it("plans the end with the first use, and not before", () =>
    withIdle(({ scheduler, idle, left }) => {
      expect(scheduler.next()).toBeNull();
      idle.touch();
      expect(left()).toBeGreaterThan(DAY);
      expect(left()).toBeLessThanOrEqual(DAY * 1.125);
    }));

  it("puts the end off with later uses, and writes few of them down", () =>
    withIdle(({ scheduler, idle, left }) => {
      idle.touch();
      const first = scheduler.next();
      idle.touch();
      expect(scheduler.next()).toBe(first);
      scheduler.schedule(IDLE, "object", Date.now() + DAY - 60_000);
      idle.touch();
      expect(left()).toBeGreaterThan(DAY);
    }));

  it("follows a change of the configuration, both ways", () =>
    withIdle(({ owner, idle, left }) => {
      idle.touch();
      owner.lifetimeMs = DAY / 24;
      idle.touch();
      expect(left()).toBeLessThan(DAY / 12);
      owner.lifetimeMs = 7 * DAY;
      idle.touch();
      expect(left()).toBeGreaterThan(7 * DAY - 1);
    }));

  it("ends the object when the time is over", () =>
    withIdle(async ({ owner, scheduler, idle, letTimePass }) => {
      idle.touch();
      letTimePass();
      await scheduler.run();
      expect(owner.ends).toBe(1);
    }));

  it("does not end it when that was switched off since", () =>
    withIdle(async ({ owner, scheduler, idle, letTimePass }) => {
      idle.touch();
      owner.lifetimeMs = null;
      letTimePass();
      await scheduler.run();
      expect(idle.use(() => "answer")).toBe("answer");
      expect([owner.ends, scheduler.next()]).toEqual([0, null]);
    }));

  it("comes back later while something is kept, and not when it is for good", () =>
    withIdle(async ({ owner, scheduler, letTimePass, left }) => {
      owner.verdict = "wait";
      letTimePass();
      await scheduler.run();
      expect(left()).toBeGreaterThan(DAY / 10);
      owner.verdict = "keep";
      letTimePass();
      await scheduler.run();
      expect([owner.ends, scheduler.next()]).toEqual([0, null]);
    }));

  it("looks at what is kept once an hour at most", () =>
    withIdle(async ({ owner, scheduler, letTimePass, left }) => {
      owner.lifetimeMs = 60_000;
      owner.verdict = "wait";
      letTimePass();
      await scheduler.run();
      expect(left()).toBeGreaterThan(HOUR - 60_000);
    }));

  it("plans nothing for an object that stays for good", () =>
    withIdle(({ owner, scheduler, idle }) => {
      owner.verdict = "keep";
      idle.touch();
      idle.plan();
      expect(scheduler.next()).toBeNull();
    }));

  it("plans an end where there is none, and puts off none that there is", () =>
    withIdle(({ scheduler, idle, left, erase, store }) => {
      idle.plan();
      expect(left()).toBeGreaterThan(DAY - 1);
      scheduler.schedule(IDLE, "object", Date.now() + HOUR);
      idle.plan();
      expect(left()).toBeLessThanOrEqual(HOUR);

      erase();
      idle.plan();
      expect(scheduler.next()).toBeNull();
      store();
      idle.plan();
      expect(left()).toBeGreaterThan(DAY - 1);
    }));

  it("has calls and its task fail for a wrong variable, and neither notes nor the alarm", () =>
    withIdle(async ({ owner, scheduler, idle, letTimePass, left }) => {
      owner.lifetimeMs = new TypeError("a wrong variable");
      idle.plan();
      idle.touch();
      expect(scheduler.next()).toBeNull();
      expect(() => idle.use(() => {})).toThrow("a wrong variable");

      letTimePass();
      await idle.checkIfDue();
      await scheduler.run();
      expect(left()).toBeGreaterThan(0);
      owner.lifetimeMs = DAY;
      letTimePass();
      await scheduler.run();
      expect(owner.ends).toBe(1);
    }));

  it("waits for work that somebody else has planned, and not for its own cleaning up", () =>
    withIdle(async ({ owner, scheduler, letTimePass, left }) => {
      scheduler.schedule("other", "work", Date.now() + DAY);
      letTimePass();
      await scheduler.run();
      expect([owner.ends, scheduler.has("other", "work")]).toEqual([0, true]);
      expect(left()).toBeGreaterThan(0);

      scheduler.cancel("other", "work");
      scheduler.schedule("cleanUp", "rows", Date.now() + DAY);
      letTimePass();
      await scheduler.run();
      expect(owner.ends).toBe(1);
    }));

  it("waits for open sockets", () =>
    runInDurableObject(env.PROBE.getByName(unique()), async (_, ctx) => {
      const { owner, scheduler, letTimePass } = newIdle(ctx);
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
      letTimePass();
      await scheduler.run();
      expect(owner.ends).toBe(0);
      client.accept();
      client.close();
    }));

  it("ends an object whose alarm is late, before it is used again", () =>
    withIdle(async ({ owner, idle, letTimePass }) => {
      expect(idle.use(() => owner.ends)).toBe(0);
      letTimePass();
      expect(await idle.use(() => owner.ends)).toBe(1);
    }));

  it("goes on with an object whose alarm is late, if its instance would not survive the end", () =>
    withIdle(({ owner, idle, letTimePass, left }) => {
      owner.survivesEnd = false;
      letTimePass();
      expect(idle.use(() => owner.ends)).toBe(0);
      expect(left()).toBeGreaterThan(DAY - 1);
    }));

  it("plans the end with the call that stores something first", () =>
    withIdle(({ scheduler, idle, erase, store }) => {
      erase();
      idle.use(() => {});
      expect(scheduler.next()).toBeNull();
      idle.use(store);
      expect(scheduler.next()).toBeGreaterThan(Date.now());
    }));

  it("plans the end anew when everything was erased while a call was waiting to store", () =>
    withIdle(async ({ scheduler, idle, erase, store }) => {
      const later = Promise.withResolvers<void>();
      const call = idle.use(async () => {
        await later.promise;
        store();
      });
      erase();
      later.resolve();
      await call;
      expect(scheduler.next()).toBeGreaterThan(Date.now());
    }));

  it("can be asked before the scheduler runs", () =>
    withIdle(async ({ owner, idle, letTimePass }) => {
      idle.touch();
      await idle.checkIfDue();
      expect(owner.ends).toBe(0);
      letTimePass();
      await idle.checkIfDue();
      expect(owner.ends).toBe(1);
    }));
});

describe("noteUses", () => {
  class Sample extends DurableObject<Env> {
    static {
      noteUses(this, (sample) => sample.#made.idle, ["acquire", "repair"]);
    }

    readonly #made = newIdle(this.ctx);

    get made() {
      return this.#made;
    }

    read(suffix: string): string {
      return `read${suffix}`;
    }

    async refuse(): Promise<void> {
      throw new RangeError("refused");
    }

    repair(): void {}

    acquire(): void {
      throw new RangeError("refused");
    }

    metrics(): void {}

    override fetch(): Response {
      return new Response(null);
    }

    override alarm(): void {}

    override webSocketMessage(): void {}

    override webSocketClose(): void {}

    override webSocketError(): void {}
  }
  const inSample = (test: (sample: Sample) => void | Promise<void>) =>
    runInDurableObject(env.PROBE.getByName(unique()), (probe) =>
      test(new Sample(stateOf(probe), env)),
    );

  it("makes a use of methods and upgrades, and leaves their answers as they are", () =>
    inSample(async (sample) => {
      const { left, letTimePass, owner } = sample.made;
      owner.survivesEnd = false;
      expect(sample.read("!")).toBe("read!");
      expect(left()).toBeGreaterThan(DAY - 1);
      letTimePass();
      await expect(sample.refuse()).rejects.toThrow(RangeError);
      expect(left()).toBeGreaterThan(DAY - 1);
      letTimePass();
      expect(sample.fetch().status).toBe(200);
      expect(left()).toBeGreaterThan(DAY - 1);
    }));

  it("makes none of what the platform calls, of what only looks, and of exceptions", () =>
    inSample((sample) => {
      const { scheduler, left } = sample.made;
      scheduler.schedule(IDLE, "object", Date.now() + HOUR);
      sample.alarm();
      sample.webSocketMessage();
      sample.metrics();
      sample.repair();
      expect(left()).toBeLessThanOrEqual(HOUR);
    }));

  const noUses: Record<string, (sample: Sample) => void> = {
    alarm: (sample) => sample.alarm(),
    metrics: (sample) => sample.metrics(),
    "an exception": (sample) => sample.repair(),
    "an exception that fails": (sample) => expect(() => sample.acquire()).toThrow("refused"),
  };
  for (const [name, call] of Object.entries(noUses)) {
    it(`has the end planned with ${name} where none is`, () =>
      inSample((sample) => {
        call(sample);
        expect(sample.made.left()).toBeGreaterThan(DAY - 1);
      }));
  }

  it("leaves nothing behind of what has deleted everything", () =>
    inSample((sample) => {
      const { scheduler, erase } = sample.made;
      erase();
      sample.repair();
      expect(scheduler.next()).toBeNull();
    }));

  it("makes a use of the end of a socket", () =>
    inSample((sample) => {
      const { scheduler, left } = sample.made;
      for (const end of [() => sample.webSocketClose(), () => sample.webSocketError()]) {
        scheduler.schedule(IDLE, "object", Date.now() + HOUR);
        end();
        expect(left()).toBeGreaterThan(DAY - 1);
      }
    }));

  it("has an overdue end come before the method", () =>
    inSample(async (sample) => {
      const { letTimePass, owner } = sample.made;
      letTimePass();
      await sample.read("");
      expect(owner.ends).toBe(1);
    }));
});

describe("Scheduler.kinds", () => {
  it("names each kind once", () =>
    withIdle(({ scheduler }) => {
      expect(scheduler.kinds()).toEqual([]);
      scheduler.schedule("other", "a", 1);
      scheduler.schedule("other", "b", 1);
      scheduler.schedule(IDLE, "object", 1);
      expect(scheduler.kinds()).toEqual([IDLE, "other"]);
    }));
});
