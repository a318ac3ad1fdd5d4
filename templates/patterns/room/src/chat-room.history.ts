import type { Migration } from "./kit/schema";
import type { HistoryPage, Message } from "./chat-room.protocol";
// #if ttl
import { EXPIRY_MIGRATIONS, ttl } from "./chat-room.ttl";
// #end

export const HISTORY_MIGRATIONS: readonly Migration[] = [
  {
    name: "0001-messages",
    sql: `
      CREATE TABLE messages (
        seq INTEGER PRIMARY KEY,
        client_id TEXT NOT NULL,
        author TEXT NOT NULL,
        text TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        UNIQUE (author, client_id)
      ) STRICT;
      CREATE TABLE pruned (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
        up_to INTEGER NOT NULL
      ) STRICT;
      INSERT INTO pruned (only_row, up_to) VALUES (1, 0);
    `,
  },
  // #if ttl
  ...EXPIRY_MIGRATIONS,
  // #end
];

/** How much history a room keeps. */
export interface Retention {
  readonly messages: number;
  readonly ageMs: number;
  /** Messages that one call of `prune` removes at most. */
  readonly batch: number;
}

export const RETENTION: Retention = {
  messages: 10_000,
  ageMs: 30 * 24 * 60 * 60 * 1_000,
  // Each row and its index entry is a billed write; 500 of them take a few milliseconds.
  batch: 500,
};

/** A message as a client sent it. */
export interface Draft {
  readonly id: string;
  readonly from: string;
  readonly text: string;
}

type Row = { seq: number; client_id: string; author: string; text: string; sent_at: number };

/**
 * The messages of a room. Sequence numbers have no holes, so a client sees
 * from the numbers alone whether it has missed something, and the newest and
 * the oldest number tell how many are kept.
 */
export class History {
  readonly #storage: DurableObjectStorage;
  readonly #retention: Retention;
  /** The newest sequence number. A copy of what is in SQL, so that storing a message reads nothing. */
  #latest: number;
  /** The sequence number up to which messages have been removed. */
  #pruned: number;
  // #if ttl
  /** The sequence number up to which messages have expired, whether or not they are removed. */
  #expired = 0;
  // #end

  constructor(storage: DurableObjectStorage, retention: Retention = RETENTION) {
    this.#storage = storage;
    this.#retention = retention;
    this.#pruned = storage.sql.exec<{ up_to: number }>("SELECT up_to FROM pruned").one().up_to;
    const { newest } = storage.sql
      .exec<{ newest: number | null }>("SELECT MAX(seq) AS newest FROM messages")
      .one();
    this.#latest = newest ?? this.#pruned;
  }

  get latest(): number {
    return this.#latest;
  }

  /** The oldest sequence number that is kept; one more than `latest` if none is. */
  get oldest(): number {
    // #if ttl
    if (this.#expired > this.#pruned) return this.#expired + 1;
    // #end
    return this.#pruned + 1;
  }

  get size(): number {
    return this.#latest - this.#pruned;
  }

  /**
   * Stores a message, or finds it if its author has sent that id before and
   * the message is still kept. One statement in the usual case.
   */
  append(draft: Draft, now: number): { seq: number; stored: Message | undefined } {
    const seq = this.#latest + 1;
    const inserted = this.#storage.sql
      .exec(
        `INSERT INTO messages (
           /* #if ttl */
           expires_at,
           /* #end */
           seq, client_id, author, text, sent_at
         ) VALUES (
           /* #if ttl */
           ?,
           /* #end */
           ?, ?, ?, ?, ?
         )
         ON CONFLICT (author, client_id) DO NOTHING
         RETURNING seq`,
        // #if ttl
        now + ttl().messages,
        // #end
        seq,
        draft.id,
        draft.from,
        draft.text,
        now,
      )
      .toArray();
    // #if ttl
    if (inserted.length === 0 && this.#releaseId(draft, now)) return this.append(draft, now);
    // #end
    if (inserted.length === 0) return { seq: this.#find(draft), stored: undefined };
    this.#latest = seq;
    return { seq, stored: { seq, ...draft, at: now } };
  }

  // #if recovery
  /**
   * For storage that has gone back in time: moves all numbers past `seq`, so that
   * none is given out twice. Who has seen one from before is told of a gap. It
   * writes each message that is kept once more: an offset beside the numbers would
   * cost nothing, but every other statement would have to know of it.
   */
  startAnew(seq: number): void {
    const by = Math.max(seq, this.#latest) - this.#pruned;
    this.#storage.transactionSync(() => {
      // No number passes through one that is taken, since all of them move past the last one.
      this.#storage.sql.exec(
        "UPDATE messages SET seq = seq + ?1 WHERE seq > ?2 AND seq <= ?3",
        by,
        this.#pruned,
        this.#latest,
      );
      this.#storage.sql.exec("UPDATE pruned SET up_to = ?", this.#pruned + by);
    });
    this.#latest += by;
    this.#pruned += by;
  }

  // #end
  /** The messages after a sequence number, oldest first. */
  after(seq: number, limit: number): Message[] {
    // #if ttl
    seq = Math.max(seq, this.oldest - 1);
    // #end
    return this.#storage.sql
      .exec<Row>("SELECT * FROM messages WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
      .toArray()
      .map(toMessage);
  }

  /** The last messages before a sequence number, as a page. */
  page(before: number, limit: number): HistoryPage {
    // #if ttl
    const { oldest } = this;
    // #end
    const messages = this.#storage.sql
      .exec<Row>("SELECT * FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?", before, limit)
      .toArray()
      // #if ttl
      .filter((row) => row.seq >= oldest)
      // #end
      .map(toMessage)
      .reverse();
    const first = messages[0]?.seq ?? this.oldest;
    return { messages, before: first > this.oldest ? first : null, latest: this.#latest };
  }

  // #if ttl
  /**
   * From now on leaves out what has expired, whether or not it is removed yet.
   * Without `INDEXED BY` SQLite would go through the table from its end, and so
   * through everything that has not expired.
   */
  hideExpired(now: number): void {
    const { up_to: upTo } = this.#storage.sql
      .exec<{ up_to: number | null }>(
        `SELECT MAX(seq) AS up_to
         FROM messages INDEXED BY messages_expiry
         WHERE expires_at <= ?`,
        now,
      )
      .one();
    this.#expired = Math.max(this.#expired, upTo ?? 0);
  }

  // #end
  /** Removes a batch of what is too old or too much, and returns whether there may be more of it. */
  prune(now: number): boolean {
    const { messages, ageMs, batch } = this.#retention;
    // #if ttl
    // Those go too that were to stay longer than one behind them.
    this.hideExpired(now);
    // #end
    const { up_to: upTo } = this.#storage.sql
      .exec<{ up_to: number | null }>(
        `SELECT MAX(seq) AS up_to
         FROM (SELECT * FROM messages ORDER BY seq LIMIT ?)
         WHERE seq <= ?
         OR sent_at < ?`,
        batch,
        // What is not shown any more, and what is too much of the rest.
        Math.max(this.oldest - 1, this.#latest - messages),
        now - ageMs,
      )
      .one();
    if (upTo === null) return false;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("DELETE FROM messages WHERE seq <= ?", upTo);
      this.#storage.sql.exec("UPDATE pruned SET up_to = ?", upTo);
    });
    const removed = upTo - this.#pruned;
    this.#pruned = upTo;
    return removed === batch;
  }

  // #if ttl
  /** Frees the id of a message that has expired. Its number stays taken, since they have no holes. */
  #releaseId(draft: Draft, now: number): boolean {
    const released = this.#storage.sql.exec(
      `UPDATE messages SET client_id = '#' || seq
       WHERE author = ? AND client_id = ? AND expires_at <= ?
       RETURNING 1`,
      draft.from,
      draft.id,
      now,
    );
    return released.toArray().length > 0;
  }

  // #end
  #find(draft: Draft): number {
    return this.#storage.sql
      .exec<{ seq: number }>(
        "SELECT seq FROM messages WHERE author = ? AND client_id = ?",
        draft.from,
        draft.id,
      )
      .one().seq;
  }
}

function toMessage(row: Row): Message {
  return { seq: row.seq, id: row.client_id, from: row.author, text: row.text, at: row.sent_at };
}
