import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { handlers } from "./handlers";
// #if hibernation
import { Feed, FEED_MIGRATIONS } from "./kit/feed";
import { changeOf, type DeliveryEvents } from "./webhooks/events";
// #end
// #if identity
import { identify, startSession, type ObjectSession, type SessionCall } from "./kit/identity";
// #end
import { log } from "./kit/log";
// #if observability
import { metricsOf, observe, type ObjectMetrics } from "./kit/observe";
// #end
// #if ttl
import { ttl, withTtl } from "./webhook-queue.ttl";
import { freeStorage, Idle, IDLE, noteUses, type Verdict } from "./kit/idle";
// #end
import { fail, ok, type ExpectedFailure, type Result } from "./kit/result";
import { migrate } from "./kit/schema";
// #if recovery
import { RECOVERY } from "./webhook-queue.recovery";
import { Recovery } from "./kit/recovery";
// #end
import { Scheduler, SCHEDULER_MIGRATIONS } from "./kit/scheduler";
import { PageSize, parse } from "./kit/validate";
import { retryDelay, runAttempt } from "./webhooks/attempt";
import { Delivery, DeliveryRef } from "./webhooks/delivery";
import { EXPIRE_BATCH, EXPIRE_EVERY_MS, LIMITS, type QueueLimits } from "./webhooks/limits";
import { PartitionPlan } from "./webhooks/partitions";
import { DeliveryRecords } from "./webhooks/records";
import { isSourceName } from "./webhooks/sources";
import { DeliveryStore, type Lane, type Pending } from "./webhooks/store";
import { DELIVERY_MIGRATIONS } from "./webhooks/tables";
import type { DeliveryDetails, DeliverySummary, Page, QueueStats } from "./webhooks/views";

/** Kinds of tasks: working through a lane, and deleting what has been kept long enough. */
const LANE = "lane";
const EXPIRE = "expire";

const Enqueue = v.strictObject({
  delivery: Delivery,
  /** Which generation of the plan this object is asked as. */
  generation: v.pipe(v.number(), v.integer(), v.minValue(0)),
  plan: PartitionPlan,
});

const Cursor = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));
const PageRequest = v.strictObject({ cursor: v.optional(Cursor, null), limit: PageSize });

/** What became of a delivery that was handed over. */
export interface Receipt {
  readonly status: "accepted" | "duplicate";
}

/** The key has no work here any more: ask the partitions of the next generation, by this plan. */
export interface Moved extends ExpectedFailure {
  readonly code: "conflict";
  readonly plan: PartitionPlan;
}

/**
 * One partition of a queue of webhooks. A delivery that it has accepted is
 * stored, and is processed by `src/handlers.ts` or becomes a dead letter.
 *
 * Deliveries of one source with one key form a lane: they are processed one
 * after the other in the order of arrival. Lanes do not wait for each other.
 * Use it through `WebhookQueueClient`, which finds the partition.
 */
export class WebhookQueue extends DurableObject<Env> {
  // #if ttl
  static {
    noteUses(this, (partition) => partition.#idle);
  }

  // #end
  // #if observability
  static {
    observe(this);
  }

  // #end
  // #if identity
  static {
    identify(this);
  }

  // #end
  /** Tests shorten these. Like every field of an instance it cannot be reached over RPC. */
  limits: QueueLimits = LIMITS;

  readonly #store: DeliveryStore;
  readonly #records: DeliveryRecords;
  readonly #scheduler: Scheduler;
  // #if hibernation
  readonly #feed: Feed<DeliveryEvents>;
  // #end
  // #if ttl
  readonly #idle: Idle;
  // #end

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...DELIVERY_MIGRATIONS]);
    this.#store = new DeliveryStore(ctx.storage.sql);
    this.#records = new DeliveryRecords(ctx.storage.sql);
    // #if hibernation
    migrate(ctx.storage, FEED_MIGRATIONS);
    this.#feed = new Feed(ctx, () => this.#scheduler);
    // #end
    this.#scheduler = new Scheduler(
      ctx.storage,
      {
        [LANE]: (task) => this.#runLane(task.id),
        [EXPIRE]: () => this.#expire(),
        // #if hibernation
        ...this.#feed.tasks,
        // #end
        // #if ttl
        // The alarm has looked after it before, unless the variable is wrong: then this waits.
        [IDLE]: () => void ttl(),
        // #end
      },
      { concurrency: this.limits.concurrency },
    );
    // #if ttl
    this.limits = withTtl(this.limits);
    this.#idle = new Idle(ctx, () => this.#scheduler, {
      lifetimeMs: () => ttl().idle,
      verdict: () => this.#verdict(),
      housekeeping: [EXPIRE],
      end: () => freeStorage(ctx),
    });
    // #end
  }

  /**
   * Stores a delivery, unless its id is known, and starts its lane. When this
   * returns, the delivery is on disk: the output gate holds the answer until then.
   *
   * Once a partition has heard of a later generation it only takes deliveries
   * for keys that have work here, and such a key is done here for good when
   * that work is. So a key is never in work in two partitions, replays aside.
   */
  enqueue(input: v.InferInput<typeof Enqueue>): Result<Receipt, Moved> {
    const { delivery, generation, plan } = parse(Enqueue, input);
    // #if ttl
    this.#store.forgetExpired(delivery, Date.now());
    // #end
    const newest = this.#newestPlan(plan);
    if (this.#store.has(delivery)) return ok({ status: "duplicate" });
    if (newest.length > generation + 1 && !this.#store.isBusy(delivery)) {
      return fail({ code: "conflict", message: "the key has moved", plan: newest });
    }
    const now = Date.now();
    const isIdle = this.#store.turn(delivery) === undefined;
    this.#store.add(delivery, now);
    // #if hibernation
    this.#feed.publish("delivery.accepted", changeOf(delivery, "pending", 0));
    // #end
    if (isIdle) this.#scheduler.schedule(LANE, laneId(delivery), now);
    this.#scheduler.ensure(EXPIRE, "", now + EXPIRE_EVERY_MS);
    return ok({ status: "accepted" });
  }

  stats(): QueueStats {
    return this.#records.stats();
  }

  /** All deliveries that are kept, the newest first. */
  listDeliveries(input: v.InferInput<typeof PageRequest>): Page<DeliverySummary> {
    const { cursor, limit } = parse(PageRequest, input);
    return this.#records.list(cursor, limit);
  }

  /** The dead letters, the oldest first. */
  listDeadLetters(input: v.InferInput<typeof PageRequest>): Page<DeliverySummary> {
    const { cursor, limit } = parse(PageRequest, input);
    return this.#records.listDead(cursor, limit);
  }

  /** One delivery with its payload and its attempts. */
  getDelivery(input: DeliveryRef): Result<DeliveryDetails> {
    const details = this.#records.details(parse(DeliveryRef, input));
    return details === undefined ? notFound() : ok(details);
  }

  /**
   * Has a dead letter, or a processed delivery, processed again with all its
   * attempts. It takes its old place, ahead of everything that waits in its lane.
   */
  replay(input: DeliveryRef): Result<DeliverySummary> {
    const found = this.#records.find(parse(DeliveryRef, input));
    if (found === undefined) return notFound();
    if (found.status === "pending") {
      return fail({ code: "conflict", message: "this delivery is not finished yet" });
    }
    this.#reopen(found);
    return ok({
      ...found,
      status: "pending",
      attempts: 0,
      replays: found.replays + 1,
      finishedAt: null,
    });
  }

  /** Replays a page of dead letters and returns them. The cursor leads past those that die again. */
  replayAll(input: v.InferInput<typeof PageRequest>): Page<DeliverySummary> {
    const page = this.listDeadLetters(input);
    for (const delivery of page.items) this.#reopen(delivery);
    return page;
  }

  // #if observability
  /** What this object has counted of its work. */
  metrics(): ObjectMetrics {
    return metricsOf(this);
  }

  // #end
  // #if identity
  /** The same methods, for one call: its log lines say whose it is, and late ones do nothing. */
  session(call: SessionCall): ObjectSession<WebhookQueue, "getDelivery" | "replay"> {
    return startSession(this, this.env.WEBHOOK_QUEUE, call, ["getDelivery", "replay"]);
  }

  // #end
  // #if hibernation
  /** Opens the feed of the partition: what becomes of its deliveries. */
  override fetch(request: Request): Response {
    return this.#feed.fetch(request);
  }

  override webSocketMessage(socket: WebSocket): void {
    this.#feed.refuse(socket);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#feed.leave(socket);
  }

  override webSocketError(socket: WebSocket, error: unknown): void {
    this.#feed.drop(socket, error);
  }

  // #end
  // #if recovery
  /** Takes this object back to an earlier moment, for operators. */
  recovery(): Recovery {
    return new Recovery(this.ctx, RECOVERY, () => {
      // #if hibernation
      this.#feed.startAnew();
      // #end
      this.#scheduler.rearm();
    });
  }

  // #end
  override async alarm(): Promise<void> {
    // #if ttl
    // Before the scheduler, which runs tasks side by side: an end takes its table away from all.
    await this.#idle.checkIfDue();
    // #end
    await this.#scheduler.run();
  }

  /** Works through a lane until it is empty, waits for a retry, or has to let others have a turn. */
  async #runLane(id: string): Promise<void> {
    // #if ttl
    // A wrong variable stops here, and not when a handler has had its effect.
    ttl();
    // #end
    const lane = laneOf(id);
    const startUntil = Date.now() + this.limits.laneMs;
    for (let count = 0; count < this.limits.laneDeliveries; count += 1) {
      const delivery = this.#store.head(lane);
      if (delivery === undefined) return;
      const retryAt = await this.#process(delivery);
      if (retryAt !== null) return this.#scheduler.schedule(LANE, id, retryAt);
      if (Date.now() >= startUntil) break;
    }
    this.#scheduler.schedule(LANE, id, Date.now());
  }

  /**
   * Makes one attempt. Returns when to make the next, or null if the delivery
   * is finished. The attempt is counted before the handler runs, and the output
   * gate lets nothing out before that is on disk, so a delivery that kills the
   * object ends as a dead letter too.
   */
  async #process(delivery: Pending): Promise<number | null> {
    const { maxAttempts, attemptMs, firstRetryMs, lastRetryMs } = this.limits;
    this.#endInterrupted(delivery);
    if (delivery.attempts >= maxAttempts) return this.#bury(delivery, "interrupted");

    const attempt = this.#store.begin(delivery, Date.now());
    const result = await runAttempt((signal) => this.#handle(delivery, attempt, signal), attemptMs);
    const now = Date.now();
    this.#store.end(delivery, attempt, result, now);
    if (result.outcome === "succeeded") {
      this.#settle(delivery.seq, "processed", now, this.limits.keepProcessedMs);
      // #if hibernation
      this.#feed.publish("delivery.processed", changeOf(delivery, "processed", attempt));
      // #end
      return null;
    }
    // #if hibernation
    this.#feed.publish("attempt.failed", changeOf(delivery, "pending", attempt));
    // #end
    if (attempt >= maxAttempts) return this.#bury(delivery, result.error);
    return now + retryDelay(attempt, firstRetryMs, lastRetryMs);
  }

  /** Ends the attempt before, if the object did not live to see the end of it. */
  #endInterrupted(delivery: Pending): void {
    const { source, id, type, attempts } = delivery;
    if (!this.#store.end(delivery, attempts, { outcome: "interrupted" }, Date.now())) return;
    log("warn", "webhook attempt was interrupted", { source, id, type, attempt: attempts });
    // #if hibernation
    this.#feed.publish("attempt.failed", changeOf(delivery, "pending", attempts));
    // #end
  }

  #handle(delivery: Pending, attempt: number, signal: AbortSignal): void | Promise<void> {
    const { source, id, key, type, payload, receivedAt } = delivery;
    if (!isSourceName(source)) throw new Error(`no handler for the source "${source}"`);
    return handlers[source](
      {
        source,
        id,
        idempotencyKey: `${source}:${id}`,
        key,
        type,
        payload: JSON.parse(payload),
        attempt,
        signal,
        receivedAt,
      },
      this.env,
    );
  }

  /** Gives a delivery up, so that its lane goes on. */
  #bury(delivery: Pending, error: string): null {
    const { seq, source, id, type } = delivery;
    this.#settle(seq, "dead", Date.now(), this.limits.keepDeadMs);
    // #if hibernation
    this.#feed.publish("delivery.dead", changeOf(delivery, "dead", this.limits.maxAttempts));
    // #end
    log("error", "webhook has become a dead letter", { source, id, type, error });
    return null;
  }

  /** Sees to it that what is finished goes in time: the clean-up may wait for what stays longer. */
  #settle(seq: number, status: "processed" | "dead", now: number, keepMs: number): void {
    this.#store.settle(seq, status, now, keepMs);
    this.#scheduler.ensureBy(EXPIRE, "", now + Math.max(keepMs, EXPIRE_EVERY_MS));
  }

  #reopen(delivery: DeliverySummary): void {
    this.#store.reopen(delivery.seq);
    // #if hibernation
    this.#feed.publish("delivery.replayed", changeOf(delivery, "pending", 0));
    // #end
    const isNext = this.#store.turn(delivery) === delivery.seq;
    if (isNext) this.#scheduler.schedule(LANE, laneId(delivery), Date.now());
  }

  /** It goes on as long as there is anything to keep, since what is pending will be finished. */
  #expire(): void {
    const now = Date.now();
    const isFull = this.#store.expire(now, EXPIRE_BATCH) === EXPIRE_BATCH;
    if (this.#store.isEmpty()) return;
    const next = Math.max(this.#store.nextExpiry() ?? now, now + EXPIRE_EVERY_MS);
    this.#scheduler.schedule(EXPIRE, "", isFull ? now : next);
  }

  // #if ttl
  /** A partition that knows of a longer list than its own first entry stays, to tell others. */
  #verdict(): Verdict {
    const plan = v.safeParse(PartitionPlan, this.ctx.storage.kv.get("plan"));
    if (plan.success && plan.output.length > 1) return "keep";
    return this.#store.isEmpty() ? "free" : "wait";
  }

  // #end
  /** The longest plan that this object has been told, this one included. */
  #newestPlan(plan: PartitionPlan): PartitionPlan {
    const known = v.safeParse(PartitionPlan, this.ctx.storage.kv.get("plan"));
    if (known.success && known.output.length >= plan.length) return known.output;
    this.ctx.storage.kv.put("plan", plan);
    return plan;
  }
}

function laneId({ source, key }: Lane): string {
  return `${source}:${key}`;
}

function laneOf(id: string): Lane {
  const end = id.indexOf(":");
  return { source: id.slice(0, end), key: id.slice(end + 1) };
}

function notFound() {
  return fail({ code: "not_found", message: "there is no such delivery" });
}
