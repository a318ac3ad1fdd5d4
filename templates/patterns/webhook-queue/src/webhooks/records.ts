import type { DeliveryRef } from "./delivery";
import type { Attempt, DeliveryDetails, DeliverySummary, Page, QueueStats } from "./views";

/** Counting stops here, so that stats stay cheap on an object with millions of rows. */
const COUNT_UP_TO = 100_000;
/** Attempts that the details of a delivery show, the newest first. */
const ATTEMPTS_SHOWN = 100;

type SummaryRow = Omit<DeliverySummary, "receivedAt" | "finishedAt"> & {
  received_at: number;
  finished_at: number | null;
};
type AttemptRow = Omit<Attempt, "startedAt" | "finishedAt"> & {
  started_at: number;
  finished_at: number | null;
};

const SUMMARY = `seq, source, id, key, type, status, attempts, replays, received_at, finished_at`;
// #if ttl
/** What is finished and has not expired. The clean-up may not have come by yet. */
const KEPT = "expires_at > unixepoch('subsec') * 1000";
/** What has not expired. */
const LIVE = `(expires_at IS NULL OR ${KEPT})`;
// #end

/** What operators get to see of the deliveries of one object. */
export class DeliveryRecords {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find({ source, id }: DeliveryRef): DeliverySummary | undefined {
    const [row] = this.#sql
      .exec<SummaryRow>(
        `SELECT ${SUMMARY} FROM deliveries
         WHERE source = ? AND id = ?
         /* #if ttl */
         AND ${LIVE}
         /* #end */
         LIMIT 1`,
        source,
        id,
      )
      .toArray();
    return row && summary(row);
  }

  details(ref: DeliveryRef): DeliveryDetails | undefined {
    const found = this.find(ref);
    if (found === undefined) return undefined;
    const { payload } = this.#sql
      .exec<{ payload: string }>("SELECT payload FROM deliveries WHERE seq = ?", found.seq)
      .one();
    const history = this.#sql
      .exec<AttemptRow>(
        `SELECT replay, number, started_at, finished_at, outcome, error
         FROM attempts
         WHERE delivery = ?
         ORDER BY replay DESC, number DESC
         LIMIT ?`,
        found.seq,
        ATTEMPTS_SHOWN,
      )
      .toArray()
      .map(({ started_at: startedAt, finished_at: finishedAt, ...rest }) => ({
        ...rest,
        startedAt,
        finishedAt,
      }));
    return { ...found, payload, history };
  }

  /** The newest first, those before a sequence number. */
  list(before: number | null, limit: number): Page<DeliverySummary> {
    return page(
      this.#sql.exec<SummaryRow>(
        `SELECT ${SUMMARY} FROM deliveries
         WHERE seq < ?
         /* #if ttl */
         AND ${LIVE}
         /* #end */
         ORDER BY seq DESC LIMIT ?`,
        before ?? Number.MAX_SAFE_INTEGER,
        limit + 1,
      ),
      limit,
    );
  }

  /** The oldest first, those after a sequence number. */
  listDead(after: number | null, limit: number): Page<DeliverySummary> {
    return page(
      this.#sql.exec<SummaryRow>(
        `SELECT ${SUMMARY} FROM deliveries
         WHERE status = 'dead' AND seq > ?
         /* #if ttl */
         AND ${LIVE}
         /* #end */
         ORDER BY seq LIMIT ?`,
        after ?? 0,
        limit + 1,
      ),
      limit,
    );
  }

  stats(): QueueStats {
    const { pending, oldest } = this.#sql
      .exec<{ pending: number; oldest: number | null }>(
        `SELECT COUNT(*) AS pending, MIN(received_at) AS oldest
         FROM (SELECT received_at FROM deliveries WHERE status = 'pending' LIMIT ?)`,
        COUNT_UP_TO,
      )
      .one();
    return {
      pending,
      oldestPendingAt: oldest,
      processed: this.#count("expires_at IS NOT NULL AND status = 'processed'"),
      dead: this.#count("status = 'dead'"),
    };
  }

  #count(condition: "status = 'dead'" | "expires_at IS NOT NULL AND status = 'processed'"): number {
    return this.#sql
      .exec<{ rows: number }>(
        `SELECT COUNT(*) AS rows
         FROM (
           SELECT 1 FROM deliveries
           WHERE ${condition}
           /* #if ttl */
           AND ${KEPT}
           /* #end */
           LIMIT ?
         )`,
        COUNT_UP_TO,
      )
      .one().rows;
  }
}

function summary({ received_at: receivedAt, finished_at: finishedAt, ...rest }: SummaryRow) {
  return { ...rest, receivedAt, finishedAt };
}

/** One row more than the page holds says whether there is another page. */
function page(rows: Iterable<SummaryRow>, limit: number): Page<DeliverySummary> {
  const found = Array.from(rows, summary);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.seq ?? null) : null };
}
