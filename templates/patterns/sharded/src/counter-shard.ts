import { DurableObject } from "cloudflare:workers";
// #if hibernation
import { openCounter } from "./counter-shard.client";
// #end
import { openShard } from "./counter-shard.client";
// #if ttl
import { ttl } from "./counter-shard.ttl";
// #end
import { OperationLog, OPERATIONS_MIGRATIONS } from "./counter/operations";
import {
  IdentifiedOperations,
  MAX_SHARD_COUNT,
  Operations,
  type IdentifiedOperation,
  type Operation,
  type ShardOutcome,
  type ShardReading,
} from "./counter/protocol";
import { parseShardName, ShardCount } from "./counter/topology";
// #if hibernation
import { TotalFeed } from "./counter/total-feed";
import { FEED_MIGRATIONS } from "./kit/feed";
// #end
// #if identity
import {
  identify,
  nameOf,
  startSession,
  type ObjectSession,
  type SessionCall,
} from "./kit/identity";
// #end
// #if observability
import { metricsOf, observe, type ObjectMetrics } from "./kit/observe";
// #end
// #if recovery
import { reachOf, RECOVERY } from "./counter-shard.recovery";
import { Recovery } from "./kit/recovery";
// #end
// #if ttl
import { freeStorage, Idle, IDLE, noteUses, type Verdict } from "./kit/idle";
// #end
import { Scheduler, SCHEDULER_MIGRATIONS } from "./kit/scheduler";
import { migrate, type Migration } from "./kit/schema";
import { parse } from "./kit/validate";

/** Operations that expire within this time of each other are swept together. */
const SWEEP_INTERVAL_MS = 60 * 1_000;

const MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-shard",
    sql: `
      CREATE TABLE shard (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        count INTEGER NOT NULL,
        increments INTEGER NOT NULL,
        reach INTEGER NOT NULL
      ) STRICT;
      INSERT INTO shard (id, count, increments, reach) VALUES (1, 0, 0, 0);
    `,
  },
  ...OPERATIONS_MIGRATIONS,
];

type ShardRow = { count: number; increments: number; reach: number };

/**
 * One shard of a counter: a part of its increments, and their sum. Workers do
 * not call it themselves; `Counter` knows which shard an increment belongs to.
 */
export class CounterShard extends DurableObject<Env> {
  // #if ttl
  static {
    // A shard that counts stays, so there is no end to put off.
    noteUses(this, (shard) => shard.#idle, ["add", "extend"]);
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
  readonly #operations: OperationLog;
  readonly #scheduler: Scheduler;
  // #if hibernation
  readonly #feed: TotalFeed;
  // #end
  // #if ttl
  readonly #idle: Idle;
  // #end

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...MIGRATIONS]);
    this.#operations = new OperationLog(ctx.storage.sql);
    // #if hibernation
    migrate(ctx.storage, FEED_MIGRATIONS);
    this.#feed = new TotalFeed(ctx, () => this.#scheduler, {
      read: () => openCounter(env, this.#place().counter).total(),
    });
    // #end
    this.#scheduler = new Scheduler(ctx.storage, {
      sweep: () => this.#sweep(),
      // #if hibernation
      ...this.#feed.tasks,
      // #end
      // #if ttl
      [IDLE]: () => this.#idle.check(),
      // #end
    });
    // #if ttl
    this.#operations.deduplicationMs = () => ttl().operations;
    this.#idle = new Idle(ctx, () => this.#scheduler, {
      lifetimeMs: () => ttl().idle,
      verdict: () => this.#verdict(),
      housekeeping: ["sweep"],
      end: () => freeStorage(ctx),
    });
    // #end
  }

  /** Counts each operation that is new, and says for each what became of it. */
  async add(input: readonly Operation[]): Promise<ShardOutcome[]> {
    const operations = parse(Operations, input);
    await this.#announce();
    const outcomes = this.ctx.storage.transactionSync(() => this.#count(operations));
    this.#planSweep();
    return outcomes;
  }

  /**
   * Gives operations up to the shard that owns their keys since the number of
   * shards has changed. Those that were counted here say so and stay; those
   * that come here later, from a Worker that does not know of the change yet,
   * are refused. So whatever comes first, each is counted once.
   */
  handOver(input: readonly IdentifiedOperation[]): ShardOutcome[] {
    const operations = parse(IdentifiedOperations, input);
    const outcomes = this.ctx.storage.transactionSync(() =>
      operations.map((operation) => this.#giveUp(operation)),
    );
    this.#planSweep();
    return outcomes;
  }

  /** What this shard has counted. */
  read(): ShardReading {
    return this.#row();
  }

  /**
   * Tells the first shard that there are at least this many. A total reads as
   * many as have ever counted, whatever a Worker's configuration says.
   */
  extend(shards: number): void {
    this.ctx.storage.sql.exec(
      "UPDATE shard SET reach = ?1 WHERE reach < ?1",
      parse(ShardCount, shards),
    );
  }

  // #if observability
  /** What this object has counted of its work. */
  metrics(): ObjectMetrics {
    return metricsOf(this);
  }

  // #end
  // #if identity
  /** The same methods, for one call: its log lines say whose it is, and late ones do nothing. */
  session(call: SessionCall): ObjectSession<CounterShard> {
    return startSession(this, this.env.COUNTER_SHARD, call, []);
  }

  // #end
  // #if hibernation
  /** Opens the feed of the counter, on its first shard: its total. */
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
    return new Recovery(
      this.ctx,
      RECOVERY,
      (kept) => this.#restarted(kept),
      () => this.#row().reach,
    );
  }

  // #end
  override async alarm(): Promise<void> {
    await this.#scheduler.run();
  }

  // #if ttl
  /** A count is for good, and so is what the first shard knows of the others. */
  #verdict(): Verdict {
    const isCounter = this.ctx.storage.sql
      .exec("SELECT 1 FROM shard WHERE id = 1 AND (increments > 0 OR reach > 0)")
      .toArray();
    if (isCounter.length > 0) return "keep";
    return this.#operations.nextExpiry() === null ? "free" : "wait";
  }

  // #end
  #count(operations: readonly Operation[]): ShardOutcome[] {
    let { count, increments } = this.#row();
    const outcomes = operations.map(({ id, amount }) => {
      const known = id === undefined ? undefined : this.#operations.find({ id, amount });
      if (known !== undefined) return known;
      if (Math.abs(count + amount) > MAX_SHARD_COUNT) return "out_of_range";
      if (id !== undefined) this.#operations.record({ id, amount });
      count += amount;
      increments += 1;
      return "counted";
    });
    this.ctx.storage.sql.exec(
      "UPDATE shard SET count = ?1, increments = ?2 WHERE increments < ?2",
      count,
      increments,
    );
    return outcomes;
  }

  #row(): ShardRow {
    return this.ctx.storage.sql.exec<ShardRow>("SELECT count, increments, reach FROM shard").one();
  }

  #giveUp(operation: IdentifiedOperation): ShardOutcome {
    const known = this.#operations.find(operation);
    if (known === "duplicate" || known === "conflict") return known;
    this.#operations.handOver(operation);
    return "moved";
  }

  /** Makes this shard known to the first one before it counts anything. */
  async #announce(): Promise<void> {
    if (this.#row().reach > 0) return;
    const { counter, shard } = this.#place();
    if (shard > 0) await openShard(this.env, counter, 0).extend(shard + 1);
    this.extend(shard + 1);
  }

  /** Which shard this is, and of which counter. */
  #place(): ReturnType<typeof parseShardName> {
    let { name } = this.ctx.id;
    // #if identity
    name = nameOf(this.ctx);
    // #end
    return parseShardName(name);
  }

  // #if recovery
  /** The first shard may have forgotten how many there are, and totals would leave some out. */
  #restarted(kept: unknown): void {
    // #if hibernation
    this.#feed.startAnew();
    // #end
    if (this.#place().shard === 0) this.extend(reachOf(this.env, kept));
    this.#scheduler.rearm();
  }

  // #end
  /** Sees to it that operations are forgotten after their time, which differs between them. */
  #planSweep(): void {
    const expiry = this.#operations.nextExpiry();
    if (expiry === null) return;
    this.#scheduler.ensureBy("sweep", "operations", expiry + SWEEP_INTERVAL_MS);
  }

  #sweep(): void {
    this.#operations.sweep();
    const expiry = this.#operations.nextExpiry();
    if (expiry === null) return;
    this.#scheduler.schedule("sweep", "operations", expiry + SWEEP_INTERVAL_MS);
  }
}
