import type { Feed } from "../kit/feed";
import type { Lease } from "./lease";
import { COLUMNS, LeaseTable } from "./table";

/** What the feed of a scope tells, each with the lease as it was when it began, changed or ended. */
export type LeaseEvents = {
  readonly "lease.acquired": Lease;
  /** It lasts longer. */
  readonly "lease.renewed": Lease;
  readonly "lease.released": Lease;
  /** Its time was over: told when the sweep comes by, or when somebody else takes it. */
  readonly "lease.expired": Lease;
};

/** A lease table that tells a feed what it changes, in the same step. */
export class PublishedLeaseTable extends LeaseTable {
  readonly #sql: SqlStorage;
  readonly #feed: Feed<LeaseEvents>;

  constructor(sql: SqlStorage, feed: Feed<LeaseEvents>) {
    super(sql);
    this.#sql = sql;
    this.#feed = feed;
  }

  override grant(resource: string, holder: string, now: number, expiresAt: number): Lease {
    const before = this.#stored(resource);
    const lease = super.grant(resource, holder, now, expiresAt);
    if (before !== undefined) this.#feed.publish("lease.expired", before);
    this.#feed.publish("lease.acquired", lease);
    return lease;
  }

  override extend(resource: string, expiresAt: number): Lease {
    const lease = super.extend(resource, expiresAt);
    if (lease.expiresAt === expiresAt) this.#feed.publish("lease.renewed", lease);
    return lease;
  }

  override remove(resource: string): void {
    const before = this.#stored(resource);
    super.remove(resource);
    if (before !== undefined) this.#feed.publish("lease.released", before);
  }

  override removeExpired(limit: number, now: number): void {
    const expired = this.#expired(limit, now);
    super.removeExpired(limit, now);
    for (const lease of expired) this.#feed.publish("lease.expired", lease);
  }

  /** The row of a resource, whether or not its time is over. Nothing is read for nobody. */
  #stored(resource: string): Lease | undefined {
    return this.#feed.isFollowed ? this.find(resource, 0) : undefined;
  }

  #expired(limit: number, now: number): Lease[] {
    if (!this.#feed.isFollowed) return [];
    return this.#sql
      .exec<Lease>(
        `SELECT ${COLUMNS} FROM leases WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`,
        now,
        limit,
      )
      .toArray();
  }
}
