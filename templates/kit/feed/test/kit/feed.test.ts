import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { Feed, FEED_MIGRATIONS, type FeedLimits } from "../../src/kit/feed";
import { FeedLog } from "../../src/kit/feed.log";
import { subscriptionFor } from "../../src/kit/feed.subscribers";
import { Scheduler, SCHEDULER_MIGRATIONS } from "../../src/kit/scheduler";
import { migrate } from "../../src/kit/schema";
import { unique } from "../client";
import type { Probe } from "../worker";
import { aSecondLater, Listener } from "./feed.listener";

const HIBERNATE = { webSockets: "hibernate" } as const;
const HOUR = 3_600_000;

type Changed = { changed: { value: number | string } };
type Stub = DurableObjectStub<Probe>;

const probe = (): Stub => env.PROBE.getByName(unique());

/** What the constructor of a class does, and its handlers. Repeat it after an eviction. */
function install(stub: Stub, limits: Partial<FeedLimits> = {}): Promise<Feed<Changed>> {
  return runInDurableObject(stub, (instance: Probe, ctx) => {
    migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...FEED_MIGRATIONS]);
    const feed: Feed<Changed> = new Feed(ctx, () => scheduler, limits);
    const scheduler: Scheduler = new Scheduler(ctx.storage, feed.tasks);
    instance.onFetch = (request) => feed.fetch(request);
    instance.onMessage = (socket) => feed.refuse(socket);
    instance.onClose = (socket) => feed.leave(socket);
    instance.onAlarm = () => scheduler.run();
    return feed;
  });
}

/** Publishes one event for each value, in one step. */
function publish(stub: Stub, feed: Feed<Changed>, ...values: (number | string)[]): Promise<void> {
  return runInDurableObject(stub, () => {
    for (const value of values) feed.publish("changed", { value });
  });
}

/** Opens the feed as the Worker does for a caller. */
async function connect(
  stub: Stub,
  after: number | null = null,
  { id = "ann", expiresAt = Date.now() + HOUR } = {},
): Promise<Listener> {
  return new Listener(await stub.fetch(subscriptionFor({ id, expiresAt, after })));
}

/** Follows from now on, and returns the number to start from. */
async function join(stub: Stub, id = "ann"): Promise<{ listener: Listener; seq: number }> {
  const listener = await connect(stub, null, { id });
  const { seq } = await listener.next("welcome");
  if (seq === null) throw new Error("the log is closed");
  return { listener, seq };
}

/** Runs the alarm as if its time had come, with the log as if it had been so for `ageMs`. */
async function elapse(stub: Stub, ageMs = 0): Promise<boolean> {
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = 1");
    storage.sql.exec("UPDATE _feed_events SET at = at - ?", ageMs);
    storage.sql.exec("UPDATE _feed SET idle_since = idle_since - ?", ageMs);
  });
  return runDurableObjectAlarm(stub);
}

/** As {@link elapse}, in an object that has been away meanwhile and so reads the log anew. */
async function elapseAsleep(stub: Stub, ageMs = 0, limits: Partial<FeedLimits> = {}) {
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE _feed SET idle_since = idle_since - ?", ageMs);
  });
  await evictDurableObject(stub, HIBERNATE);
  const feed = await install(stub, limits);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = 1");
    storage.sql.exec("UPDATE _feed_events SET at = at - ?", ageMs);
  });
  await runDurableObjectAlarm(stub);
  return feed;
}

/** The rows of the log, and whether an alarm is set. */
function look(stub: Stub): Promise<{ events: number; open: boolean; alarm: boolean }> {
  return runInDurableObject(stub, async (_, { storage }) => {
    const count = (table: "_feed" | "_feed_events") =>
      storage.sql.exec<{ rows: number }>(`SELECT COUNT(*) AS rows FROM ${table}`).one().rows;
    return {
      events: count("_feed_events"),
      open: count("_feed") === 1,
      alarm: (await storage.getAlarm()) !== null,
    };
  });
}

describe("events", () => {
  it("reach everybody in order, behind a welcome", async () => {
    const stub = probe();
    const feed = await install(stub);
    const [ann, ben] = [await join(stub, "ann"), await join(stub, "ben")];
    await publish(stub, feed, 1, 2, 3);
    for (const { listener, seq } of [ann, ben]) {
      const events = await listener.events(3);
      expect(events.map((event) => event.seq)).toEqual([seq + 1, seq + 2, seq + 3]);
      expect(events.map(({ name, data }) => [name, data])).toEqual(
        [1, 2, 3].map((value) => ["changed", { value }]),
      );
    }
  });

  it("go on after hibernation, with the next number, on the same socket", async () => {
    const stub = probe();
    const { listener, seq } = await install(stub).then(() => join(stub));
    for (const value of [1, 2, 3]) {
      await evictDurableObject(stub, HIBERNATE);
      await publish(stub, await install(stub), value);
      expect(await listener.events(1)).toMatchObject([{ seq: seq + value, data: { value } }]);
    }
  });

  it("are not sent when what they tell of is not stored", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener, seq } = await join(stub);
    await publish(stub, feed, 1);
    await listener.events(1);
    await expect(async () => {
      await runInDurableObject(stub, (_, ctx) => {
        feed.publish("changed", { value: "lost" });
        ctx.abort("the machine is gone");
      });
    }).rejects.toThrow("the machine is gone");
    await listener.closed;
    expect(listener.received).toEqual([]);

    const again = env.PROBE.get(stub.id);
    const next = await install(again);
    const back = await connect(again, seq + 1);
    await publish(again, next, 2);
    expect(await back.next("welcome")).toEqual({ type: "welcome", seq: seq + 1 });
    expect(await back.events(1)).toMatchObject([{ seq: seq + 2, data: { value: 2 } }]);
  });

  it("come without data when that is too long, in their place", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener } = await join(stub);
    await publish(stub, feed, 1, "x".repeat(16 * 1_024), 2);
    const data = (await listener.events(3)).map((event) => event.data);
    expect(data).toEqual([{ value: 1 }, null, { value: 2 }]);
  });
});

describe("resume", () => {
  it("brings what was missed, once and in order, and goes on live", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener, seq } = await join(stub);
    await publish(stub, feed, 1, 2);
    await listener.events(2);
    listener.close();
    await listener.closed;
    await publish(stub, feed, 3, 4);
    await evictDurableObject(stub, HIBERNATE);
    const next = await install(stub);
    await publish(stub, next, 5);

    const back = await connect(stub, seq + 2);
    await publish(stub, next, 6);
    expect(await back.next("welcome")).toEqual({ type: "welcome", seq: seq + 2 });
    const events = await back.events(4);
    expect(events.map((event) => event.seq)).toEqual([seq + 3, seq + 4, seq + 5, seq + 6]);
    expect(events.map((event) => event.data)).toEqual([3, 4, 5, 6].map((value) => ({ value })));
  });

  it("needs no more than a welcome when nothing was missed", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { seq } = await join(stub);
    const back = await connect(stub, seq);
    expect(await back.next("welcome")).toEqual({ type: "welcome", seq });
    await publish(stub, feed, 1);
    expect(await back.events(1)).toMatchObject([{ seq: seq + 1 }]);
  });

  it("brings many in frames of 100, and refuses to bring more than are kept", async () => {
    const stub = probe();
    const feed = await install(stub, { events: 250 });
    const { seq } = await join(stub);
    await publish(stub, feed, ...Array.from({ length: 250 }, (_, index) => index));
    const back = await connect(stub, seq);
    await back.next("welcome");
    const sizes = [];
    for (let i = 0; i < 3; i++) sizes.push((await back.next("events")).events.length);
    expect(sizes).toEqual([100, 100, 50]);

    await publish(stub, feed, 250);
    expect(await (await connect(stub, seq)).next("reload")).toEqual({
      type: "reload",
      seq: seq + 251,
    });
  });

  it("refuses to bring more than the length that one resume may have", async () => {
    const stub = probe();
    const feed = await install(stub, { resumeLength: 100 });
    const { seq } = await join(stub);
    await publish(stub, feed, "x".repeat(60), "x".repeat(60));
    await (await connect(stub, seq)).next("reload");
    await (await connect(stub, seq + 1)).next("welcome");
  });

  it("refuses numbers that were never given out", async () => {
    const stub = probe();
    await install(stub);
    const { seq } = await join(stub);
    for (const after of [seq + 1, seq - 1, 0]) {
      expect(await (await connect(stub, after)).next("reload")).toEqual({ type: "reload", seq });
    }
  });

  it("refuses numbers from before the storage went back, also when new ones pass them", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener, seq } = await join(stub);
    await publish(stub, feed, 1, 2, 3);
    await listener.events(3);
    // Back to when nothing had happened, and then more than before.
    await runInDurableObject(stub, (_, { storage }) =>
      storage.sql.exec("DELETE FROM _feed_events"),
    );
    await evictDurableObject(stub);
    const next = await install(stub);
    await aSecondLater(() => runInDurableObject(stub, () => next.startAnew()));
    await publish(stub, next, 4, 5, 6, 7);

    const back = await connect(stub, seq + 3);
    const { seq: now } = await back.next("reload");
    expect(now).toBeGreaterThan(seq + 7);
    await evictDurableObject(stub, HIBERNATE);
    await publish(stub, await install(stub), 8);
    expect(await back.events(1)).toMatchObject([{ seq: (now ?? 0) + 1, data: { value: 8 } }]);
  });

  it("starts over for those who are there when the storage has gone back", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener, seq } = await join(stub);
    await runInDurableObject(stub, () => feed.startAnew());
    const { seq: now } = await listener.next("reload");
    expect(now).toBeGreaterThan(seq);
    await publish(stub, feed, 1);
    expect(await listener.events(1)).toMatchObject([{ seq: (now ?? 0) + 1 }]);
  });

  it("refuses numbers of a log that was erased with the storage", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { seq } = await join(stub);
    await publish(stub, feed, 1);
    await runInDurableObject(stub, (_, { storage }) => storage.deleteAll());
    const next = await install(stub);
    const back = await aSecondLater(async () => {
      await publish(stub, next, 2, 3);
      return connect(stub, seq + 1);
    });
    expect((await back.next("reload")).seq).toBeGreaterThan(seq + 1);
  });
});

describe("the log", () => {
  it("takes nothing while nobody has listened", async () => {
    const stub = probe();
    const feed = await install(stub);
    await publish(stub, feed, 1, 2, 3);
    expect(await look(stub)).toEqual({ events: 0, open: false, alarm: false });
    expect(await runInDurableObject(stub, () => feed.isFollowed)).toBe(false);
  });

  it("keeps what is young and not too much, and removes the rest in batches", async () => {
    await runInDurableObject(probe(), (_, { storage }) => {
      migrate(storage, FEED_MIGRATIONS);
      const log = new FeedLog(storage, { events: 10, batch: 4, ageMs: HOUR });
      log.open(1_000);
      const due = Array.from({ length: 14 }, (_, index) => {
        log.append("changed", "{}", index);
        return log.isDueForPruning;
      });
      expect(due.indexOf(true)).toBe(13);

      /** What is left after a run, and when the next one is due. */
      const run = (now: number) => {
        const next = log.tidy(now, true, 60);
        const left = storage.sql.exec("SELECT 1 FROM _feed_events").toArray().length;
        return [left, next];
      };
      expect(run(20)).toEqual([10, 20]);
      expect(run(20)).toEqual([10, 80]);
      expect(log.after(1_003)).toBeUndefined();
      expect(log.after(1_004)).toHaveLength(10);

      const later = HOUR + 12;
      expect(run(later)).toEqual([6, later]);
      expect(run(later)).toEqual([2, later]);
      expect(run(later)).toEqual([2, later + 60]);
      expect(log.latest).toBe(1_014);
    });
  });

  it("keeps the newest event while it is open, however old that is", async () => {
    await runInDurableObject(probe(), (_, { storage }) => {
      migrate(storage, FEED_MIGRATIONS);
      const log = new FeedLog(storage, { events: 10, batch: 4, ageMs: HOUR });
      log.open(1_000);
      for (const at of [1, 2, 3]) log.append("changed", "{}", at);
      expect(log.tidy(2 * HOUR, true, 60)).toBe(2 * HOUR + 60);
      expect(log.last()).toMatchObject({ seq: 1_003, at: 3 });
      expect(log.tidy(2 * HOUR, false, 60)).toBe(3 * HOUR);
      expect(log.last()).toBeDefined();
      expect(log.tidy(3 * HOUR, false, 60)).toBeNull();
      expect(log.last()).toBeUndefined();
    });
  });

  it("closes an hour after the last one has left, and leaves no alarm", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener, seq } = await join(stub);
    listener.close();
    await listener.closed;
    expect(await elapse(stub)).toBe(true);
    await publish(stub, feed, 1);

    await elapseAsleep(stub, HOUR / 2);
    expect(await look(stub)).toEqual({ events: 1, open: true, alarm: true });
    const rested = await elapseAsleep(stub, HOUR / 2 + 1);
    expect(await look(stub)).toEqual({ events: 0, open: false, alarm: false });

    await publish(stub, rested, 2);
    expect((await look(stub)).events).toBe(0);
    const back = await aSecondLater(() => connect(stub, seq + 1));
    expect((await back.next("reload")).seq).toBeGreaterThan(seq + 2);
  });

  it("stays open for those who come back within the hour", async () => {
    const stub = probe();
    await install(stub);
    const { listener, seq } = await join(stub);
    listener.close();
    await listener.closed;
    await elapse(stub);
    await elapseAsleep(stub, HOUR / 2);
    const back = await connect(stub, seq);
    await back.next("welcome");
    const feed = await elapseAsleep(stub, HOUR);
    await publish(stub, feed, 1);
    expect(await back.events(1)).toMatchObject([{ seq: seq + 1 }]);
  });

  it("is read and written by its keys", async () => {
    const stub = probe();
    const plans = await runInDurableObject(stub, (_, ctx) => {
      migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...FEED_MIGRATIONS]);
      const queries = [
        "SELECT floor, idle_since FROM _feed WHERE id = 1",
        "SELECT MAX(seq) AS newest FROM _feed_events",
        "SELECT seq FROM _feed_events WHERE seq > 0 ORDER BY seq LIMIT 10",
        "SELECT seq FROM _feed_events WHERE seq > 1 AND seq <= 9 AND (seq <= 5 OR at < 7) ORDER BY seq DESC LIMIT 1",
        "DELETE FROM _feed_events WHERE seq <= 1",
      ];
      return queries.flatMap((query) =>
        ctx.storage.sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`).toArray(),
      );
    });
    expect(plans).toHaveLength(5);
    for (const { detail } of plans) expect(detail).toMatch(/^SEARCH/);
  });
});

describe("an object that stores nothing", () => {
  it("still stores nothing when somebody follows it, and tells the first event", async () => {
    const stub = probe();
    const feed = await runInDurableObject(stub, (instance: Probe, ctx) => {
      let scheduler: Scheduler | undefined;
      const feed: Feed<Changed> = new Feed(ctx, () => scheduler);
      instance.onFetch = (request) => feed.fetch(request);
      return {
        feed,
        setUp: () => {
          migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...FEED_MIGRATIONS]);
          scheduler = new Scheduler(ctx.storage, feed.tasks);
        },
      };
    });
    const listener = await connect(stub);
    expect(await listener.next("welcome")).toEqual({ type: "welcome", seq: null });
    expect(await (await connect(stub, 7)).next("reload")).toEqual({ type: "reload", seq: null });
    await runInDurableObject(stub, (_, { storage }) => {
      expect(storage.sql.exec("SELECT 1 FROM sqlite_schema").toArray()).toEqual([]);
      feed.setUp();
      feed.feed.publish("changed", { value: 1 });
    });
    const [event] = await listener.events(1);
    expect(event).toMatchObject({ data: { value: 1 } });
    await (await connect(stub, event?.seq)).next("welcome");
  });

  it("looks over its sockets when another one comes, since it has no alarm", async () => {
    const stub = probe();
    await runInDurableObject(stub, (instance: Probe, ctx) => {
      const feed: Feed<Changed> = new Feed(ctx, () => undefined);
      instance.onFetch = (request) => feed.fetch(request);
    });
    const expired = await connect(stub, null, { expiresAt: Date.now() - 1 });
    await expired.next("welcome");
    const listener = await connect(stub);
    expect((await expired.closed).code).toBe(4401);
    await listener.next("welcome");
  });
});

describe("sockets", () => {
  it("are pinged without waking the object, and take nothing else", async () => {
    const stub = probe();
    await install(stub);
    const { listener } = await join(stub);
    await evictDurableObject(stub, HIBERNATE);
    // Nothing is installed in the instance that a message would wake.
    expect(await listener.echo("ping")).toBe("pong");
    await install(stub);
    listener.send("hello");
    expect((await listener.closed).code).toBe(1008);
  });

  it("are limited in all, and for each caller, whose oldest gives way", async () => {
    const stub = probe();
    const feed = await install(stub, { sockets: 3, perCaller: 2 });
    const [first, second, third] = [await join(stub), await join(stub), await join(stub)];
    expect((await first.listener.closed).code).toBe(4409);
    await join(stub, "ben");
    const refused = await connect(stub, null, { id: "cid" });
    expect((await refused.closed).code).toBe(4503);
    expect(refused.received).toEqual([]);
    expect(await runInDurableObject(stub, () => feed.listeners)).toBe(3);

    await publish(stub, feed, 1);
    for (const { listener } of [second, third]) await listener.events(1);
    second.listener.close();
    await second.listener.closed;
    await join(stub, "cid");
  });

  it("are refused to who never answers that one is closed, and to nobody else", async () => {
    const stub = probe();
    await install(stub, { sockets: 3, perCaller: 2 });
    const open = (id: string) =>
      stub.fetch(subscriptionFor({ id, expiresAt: Date.now() + HOUR, after: null }));
    const listeners = [await join(stub, "ben"), await join(stub, "ben")];
    // Sockets that are never accepted answer nothing. One that is dropped ends.
    const held: (WebSocket | null)[] = [];
    // Some of these are replaced, and some find the feed full.
    for (let i = 0; i < 8; i++) held.push((await open("ann")).webSocket);
    expect((await open("ann")).status).toBe(429);
    expect(await runInDurableObject(stub, (_, ctx) => ctx.getWebSockets().length)).toBe(10);
    expect((await open("cid")).status).toBe(101);
    expect(held).not.toContain(null);
    for (const { listener } of listeners) listener.close();
  });

  it("get nothing any more when their token has expired, and are closed", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener } = await join(stub, "ben");
    const late = await connect(stub, null, { expiresAt: Date.now() - 1 });
    await late.next("welcome");
    await publish(stub, feed, 1);
    await listener.events(1);
    expect((await late.closed).code).toBe(4401);
    expect(late.received).toEqual([]);
  });

  it("are looked over by the alarm, also after hibernation", async () => {
    const stub = probe();
    await install(stub, { silenceMs: -1 });
    const [silent, expired] = [
      await connect(stub),
      await connect(stub, null, { id: "ben", expiresAt: Date.now() - 1 }),
    ];
    await evictDurableObject(stub, HIBERNATE);
    await install(stub, { silenceMs: -1 });
    await elapse(stub);
    expect((await silent.closed).code).toBe(4408);
    expect((await expired.closed).code).toBe(4401);
  });

  it("are closed when the object does not know any more whose they are", async () => {
    const stub = probe();
    const feed = await install(stub);
    const { listener } = await join(stub);
    await runInDurableObject(stub, (_, ctx) => {
      for (const socket of ctx.getWebSockets()) socket.serializeAttachment({ older: true });
    });
    await publish(stub, feed, 1);
    expect((await listener.closed).code).toBe(1012);
  });

  it("open by an upgrade, and by no other request", async () => {
    const stub = probe();
    await install(stub);
    expect((await stub.fetch("https://object/feed")).status).toBe(426);
  });
});
