import { FeedLog, type Retention, type StoredEvent } from "./feed.log";
import { PING, PONG, type FeedEvent, type ReloadFrame, type WelcomeFrame } from "./feed.protocol";
import { Subscribers, visitorOf, type Audience } from "./feed.subscribers";
import { log } from "./log";
import type { Scheduler, TaskHandler } from "./scheduler";
import { answerPings, trySend } from "./sockets";

export { FEED_MIGRATIONS } from "./feed.log";

/** What bounds a feed. */
export interface FeedLimits extends Retention, Audience {
  /** The longest `data` of an event as JSON, in UTF-16 code units; a longer one is sent as null. */
  readonly eventLength: number;
  /** What one resume brings, as JSON, in UTF-16 code units; who has missed more has to reload. */
  readonly resumeLength: number;
  /** How often open sockets are looked over. Each time wakes the object, so not too often. */
  readonly tidyEveryMs: number;
}

export const FEED_LIMITS: FeedLimits = {
  sockets: 100,
  perCaller: 5,
  silenceMs: 3 * 60 * 1_000,
  events: 1_000,
  ageMs: 60 * 60 * 1_000,
  batch: 500,
  eventLength: 16 * 1_024,
  resumeLength: 1_024 * 1_024,
  tidyEveryMs: 5 * 60 * 1_000,
};

/** Events in one frame after a resume. */
const FRAME_EVENTS = 100;

const TASK = "feed";

/** The events of a feed: what comes with each, by its name. */
export type EventData = object;

/**
 * A live feed of what happens in an object. It costs nothing while nobody
 * follows it, and one written row for each event while somebody does, or has
 * done so within the last hour and may come back to resume.
 */
export class Feed<Events extends Record<keyof Events, EventData>> {
  readonly #storage: DurableObjectStorage;
  readonly #limits: FeedLimits;
  readonly #subscribers: Subscribers;
  readonly #findScheduler: () => Scheduler | undefined;
  #scheduler: Scheduler | undefined;
  #log: FeedLog | undefined;

  /**
   * Make it in the constructor, before the scheduler, which needs its `tasks`.
   * `scheduler` gives the one of the object, or undefined while the object
   * stores nothing; then following it stores nothing either.
   */
  constructor(
    ctx: DurableObjectState,
    scheduler: () => Scheduler | undefined,
    limits: Partial<FeedLimits> = {},
  ) {
    this.#storage = ctx.storage;
    this.#limits = { ...FEED_LIMITS, ...limits };
    this.#subscribers = new Subscribers(ctx, this.#limits);
    this.#findScheduler = scheduler;
    answerPings(ctx, PING, PONG);
  }

  /** The tasks of the feed, for the scheduler. */
  get tasks(): Readonly<Record<string, TaskHandler>> {
    return { [TASK]: () => this.#tidy() };
  }

  /** Whether somebody follows the feed, or may come back to resume: whether `publish` does anything. */
  get isFollowed(): boolean {
    return this.#events()?.isOpen === true || this.listeners > 0;
  }

  /** How many sockets follow the feed. */
  get listeners(): number {
    return this.#subscribers.count;
  }

  /** The newest event that is kept. */
  last(): FeedEvent | undefined {
    return this.#events()?.last();
  }

  /**
   * Tells what has happened. Call it right behind the write, with no `await`
   * and no end of a `transactionSync` between: then the event is in the same
   * transaction, and the output gate sends it when that is on disk. So what is
   * not stored is not told, and what is stored cannot go untold. In a
   * `transactionSync` call it last: of one that is rolled back afterwards it is
   * told already, and its number is given out again.
   */
  publish<Name extends keyof Events & string>(name: Name, data: Events[Name]): void {
    const events = this.#events();
    if (events === undefined || !this.isFollowed) return;
    const now = Date.now();
    if (!events.isOpen) this.#open(events, now);

    const json = JSON.stringify(data);
    const event = events.append(name, json.length > this.#limits.eventLength ? "null" : json, now);
    this.#subscribers.broadcast(eventsFrame([event]), now);
    if (events.isDueForPruning) this.#scheduler?.schedule(TASK, "", now);
  }

  /** Tells everybody to load the state anew. For what is more than an event, such as a deletion. */
  reload(): void {
    this.#subscribers.broadcast(frame({ type: "reload", seq: null }), Date.now());
  }

  /** For storage that has gone back in time: whoever has seen more of it is told to reload. */
  startAnew(): void {
    const now = Date.now();
    this.#events()?.startAnew(now);
    const seq = this.#events()?.latest ?? null;
    this.#subscribers.broadcast(frame({ type: "reload", seq }), now);
  }

  /** Takes the upgrades that the Worker forwards, and nothing else. */
  fetch(request: Request): Response {
    if (request.headers.get("Upgrade") !== "websocket") return new Response(null, { status: 426 });
    const visitor = visitorOf(request);
    if (this.#subscribers.isHoarding(visitor.id)) return new Response(null, { status: 429 });
    // An object that stores nothing has no alarm to do this.
    if (this.#events() === undefined) this.#subscribers.sweep(Date.now());
    const { socket, response, isIn } = this.#subscribers.accept(visitor);
    if (isIn) {
      const events = this.#events();
      // Before the log opens: one that is closed has nothing to resume from.
      const frames = this.#greeting(events, visitor.after);
      if (events !== undefined) this.#open(events, Date.now());
      for (const each of frames ?? [this.#start(events, visitor.after)]) trySend(socket, each);
    }
    return response;
  }

  /** Call it from `webSocketMessage`. The platform answers pings, and there is nothing else to say. */
  refuse(socket: WebSocket): void {
    this.#subscribers.close(socket, "unexpectedMessage");
  }

  /**
   * Call it from `webSocketClose`, which also comes when the connection was lost
   * (code 1006). The client waits for the answer to its close frame.
   */
  leave(socket: WebSocket): void {
    this.#subscribers.answerClose(socket);
  }

  /** Call it from `webSocketError`. */
  drop(socket: WebSocket, error: unknown): void {
    log("warn", "feed socket failed", { error: String(error) });
    this.#subscribers.answerClose(socket);
  }

  /** The frames for somebody who can resume, or undefined. */
  #greeting(events: FeedLog | undefined, after: number | null): string[] | undefined {
    if (after === null) return undefined;
    const missed = events?.after(after);
    if (missed === undefined) return undefined;
    const length = missed.reduce((sum, { data }) => sum + data.length, 0);
    if (length > this.#limits.resumeLength) return undefined;
    const frames = [frame({ type: "welcome", seq: after })];
    for (let start = 0; start < missed.length; start += FRAME_EVENTS) {
      frames.push(eventsFrame(missed.slice(start, start + FRAME_EVENTS)));
    }
    return frames;
  }

  /** The frame for somebody who starts from the state as it is now. */
  #start(events: FeedLog | undefined, after: number | null): string {
    return frame({ type: after === null ? "welcome" : "reload", seq: events?.latest ?? null });
  }

  /** The log, or undefined while the object stores nothing. */
  #events(): FeedLog | undefined {
    const scheduler = this.#findScheduler();
    // Another scheduler is there for another database: the one before was erased.
    if (scheduler !== this.#scheduler) {
      this.#scheduler = scheduler;
      this.#log = undefined;
    }
    if (scheduler === undefined) return undefined;
    return (this.#log ??= new FeedLog(this.#storage, this.#limits));
  }

  #open(events: FeedLog, now: number): void {
    if (events.open(now)) this.#scheduler?.schedule(TASK, "", now + this.#limits.tidyEveryMs);
  }

  #tidy(): void {
    const events = this.#events();
    const now = Date.now();
    this.#subscribers.sweep(now);
    const next = events?.tidy(now, this.listeners > 0, this.#limits.tidyEveryMs) ?? null;
    if (next !== null) this.#scheduler?.schedule(TASK, "", next);
  }
}

function frame(content: WelcomeFrame | ReloadFrame): string {
  return JSON.stringify(content);
}

/** An events frame. `data` is JSON already, so it is not parsed to be written again. */
function eventsFrame(events: readonly StoredEvent[]): string {
  const parts = events.map(
    ({ seq, at, name, data }) =>
      `{"seq":${seq},"at":${at},"name":${JSON.stringify(name)},"data":${data}}`,
  );
  return `{"type":"events","events":[${parts.join(",")}]}`;
}
