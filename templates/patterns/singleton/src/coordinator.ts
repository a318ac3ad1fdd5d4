import { DurableObject } from "cloudflare:workers";
// #if hibernation
import { Feed, FEED_MIGRATIONS } from "./kit/feed";
import { PublishedLeaseTable, type LeaseEvents } from "./leases/published";
// #end
// #if identity
import { identify, startSession, type ObjectSession, type SessionCall } from "./kit/identity";
// #end
// #if rate-limit
import { MemoryBuckets, RateLimiter, readRate } from "./kit/rate-limit";
// #end
// #if observability
import { metricsOf, observe, type ObjectMetrics } from "./kit/observe";
// #end
// #if ttl
import { checkLease, ttl } from "./coordinator.ttl";
import { freeStorage, Idle, IDLE, noteUses } from "./kit/idle";
// #end
import { fail, ok, type Result } from "./kit/result";
// #if recovery
import { RECOVERY } from "./coordinator.recovery";
import { Recovery } from "./kit/recovery";
// #end
import { Scheduler, SCHEDULER_MIGRATIONS } from "./kit/scheduler";
import { migrate } from "./kit/schema";
import { parse } from "./kit/validate";
import { AcquireInput, GetInput, ListInput, ReleaseInput, RenewInput } from "./leases/input";
import {
  leaseFree,
  leaseHeld,
  leaseLost,
  scopeFull,
  type AcquireRefusal,
  type Lease,
  type LeaseFree,
  type LeaseLost,
  type LeasePage,
} from "./leases/lease";
import { LEASE_MIGRATIONS, LeaseTable } from "./leases/table";

/** Leases of one scope at a time. Each new one counts them, so this also bounds what that costs. */
const MAX_LEASES = 1_000;

/** Expired leases that one run removes before other events get their turn. */
const SWEEP_BATCH = 200;

/**
 * Grants leases on the resources of one scope: whoever holds one may act, and
 * everybody else is told who does and until when.
 *
 * A lease alone does not exclude anybody: a holder may stall past its expiry
 * and then go on, without knowing. So each lease carries a fencing token, and
 * the resource refuses a token smaller than the greatest that it has seen.
 *
 * No method awaits, so each is one atomic step: that, and one object per
 * scope, is why two callers never get the same lease.
 *
 * Never empty this storage with `deleteAll()` or take it back to a bookmark:
 * the fencing tokens would start over, or repeat.
 */
export class Coordinator extends DurableObject<Env> {
  // #if ttl
  static {
    // A scope that grants a lease stays, so there is no end to put off.
    noteUses(this, (scope) => scope.#idle, ["acquire"]);
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
  readonly #leases: LeaseTable;
  readonly #scheduler: Scheduler;
  // #if rate-limit
  /** Only acquiring is limited: a holder that may not renew would lose what it has. */
  readonly #acquireRate = new RateLimiter(
    () => readRate(this.env, "COORDINATOR_ACQUIRE_RATE"),
    new MemoryBuckets(),
  );
  // #end
  // #if hibernation
  readonly #feed: Feed<LeaseEvents>;
  // #end
  // #if ttl
  readonly #idle: Idle;
  // #end

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [...SCHEDULER_MIGRATIONS, ...LEASE_MIGRATIONS]);
    this.#leases = new LeaseTable(ctx.storage.sql);
    // #if hibernation
    migrate(ctx.storage, FEED_MIGRATIONS);
    this.#feed = new Feed(ctx, () => this.#scheduler);
    this.#leases = new PublishedLeaseTable(ctx.storage.sql, this.#feed);
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
    this.#idle = new Idle(ctx, () => this.#scheduler, {
      lifetimeMs: () => ttl().idle,
      // Once a token is out the scope stays: tokens must never start over.
      verdict: () => (this.#leases.hasGranted() ? "keep" : "free"),
      housekeeping: ["sweep"],
      end: () => freeStorage(ctx),
    });
    // #end
  }

  /**
   * Gives the lease to the holder if nobody has it.
   *
   * A holder that has it already gets the same lease again, with the same
   * fencing token and at least `ttlMs` to go: a call whose answer was lost can
   * be repeated. So two processes must not share the name of a holder.
   */
  acquire(input: AcquireInput): Result<Lease, AcquireRefusal> {
    const { resource, holder, ttlMs } = parse(AcquireInput, input);
    // #if rate-limit
    const limited = this.#acquireRate.take(callerOf(holder));
    if (limited !== undefined) return fail(limited);
    // #end
    // #if ttl
    checkLease(ttlMs);
    // #end
    const now = Date.now();
    const current = this.#leases.find(resource, now);
    if (current?.holder === holder) return ok(this.#leases.extend(resource, now + ttlMs));
    if (current !== undefined) return fail(leaseHeld(current));
    const fullUntil = this.#leases.fullUntil(MAX_LEASES, now);
    if (fullUntil !== null) return fail(scopeFull(MAX_LEASES, fullUntil - now));

    const lease = this.#leases.grant(resource, holder, now, now + ttlMs);
    this.#scheduleSweep();
    return ok(lease);
  }

  /** Makes the lease last at least `ttlMs` from now. It never shortens it; release does. */
  renew(input: RenewInput): Result<Lease, LeaseLost> {
    const { resource, holder, fencingToken, ttlMs } = parse(RenewInput, input);
    // #if ttl
    checkLease(ttlMs);
    // #end
    const now = Date.now();
    const current = this.#leases.find(resource, now);
    if (!isHeldBy(current, holder, fencingToken)) return fail(leaseLost(resource, current));
    return ok(this.#leases.extend(resource, now + ttlMs));
  }

  /** Ends the lease, and answers with what it was. */
  release(input: ReleaseInput): Result<Lease, LeaseLost> {
    const { resource, holder, fencingToken } = parse(ReleaseInput, input);
    const current = this.#leases.find(resource, Date.now());
    if (!isHeldBy(current, holder, fencingToken)) return fail(leaseLost(resource, current));
    this.#leases.remove(resource);
    return ok(current);
  }

  /** Who has the lease. */
  get(input: GetInput): Result<Lease, LeaseFree> {
    const { resource } = parse(GetInput, input);
    const lease = this.#leases.find(resource, Date.now());
    return lease === undefined ? fail(leaseFree(resource)) : ok(lease);
  }

  /** The leases that somebody has, by resource. */
  list(input: ListInput = {}): LeasePage {
    const { after, limit } = parse(ListInput, input);
    return this.#leases.page(after ?? "", limit, Date.now());
  }

  // #if observability
  /** What this object has counted of its work. */
  metrics(): ObjectMetrics {
    return metricsOf(this);
  }

  // #end
  // #if identity
  /** The same methods, for one call: its log lines say whose it is, and late ones do nothing. */
  session(call: SessionCall): ObjectSession<Coordinator, "acquire" | "get" | "release" | "renew"> {
    return startSession(this, this.env.COORDINATOR, call, ["acquire", "get", "release", "renew"]);
  }

  // #end
  // #if hibernation
  /** Opens the feed of the scope: every lease that begins, lasts longer or ends. */
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
    return new Recovery(this.ctx, RECOVERY, () => this.#scheduler.rearm());
  }

  // #end
  override async alarm(): Promise<void> {
    await this.#scheduler.run();
  }

  #sweep(): void {
    this.#leases.removeExpired(SWEEP_BATCH, Date.now());
    this.#scheduleSweep();
  }

  /**
   * Comes back when the first lease expires. Renewing and releasing do not call
   * this: they only make that moment later, the sweep finds out by itself, and
   * every change of an alarm is a billed write.
   */
  #scheduleSweep(): void {
    const next = this.#leases.nextExpiry();
    if (next !== null) this.#scheduler.schedule("sweep", "leases", next);
  }
}

// #if rate-limit
/** A caller cannot evade its limit by calling as another instance. */
function callerOf(holder: string): string {
  return holder.replace(/\/.*/, "");
}

// #end
function isHeldBy(lease: Lease | undefined, holder: string, fencingToken: number): lease is Lease {
  return lease?.holder === holder && lease.fencingToken === fencingToken;
}
