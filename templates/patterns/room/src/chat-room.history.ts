import type { Migration } from "./kit/schema";
import type { HistoryPage, Message } from "./chat-room.protocol";

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
        `INSERT INTO messages (seq, client_id, author, text, sent_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (author, client_id) DO NOTHING
         RETURNING seq`,
        seq,
        draft.id,
        draft.from,
        draft.text,
        now,
      )
      .toArray();
    if (inserted.length === 0) return { seq: this.#find(draft), stored: undefined };
    this.#latest = seq;
    return { seq, stored: { seq, ...draft, at: now } };
  }

  /** The messages after a sequence number, oldest first. */
  after(seq: number, limit: number): Message[] {
    return this.#storage.sql
      .exec<Row>("SELECT * FROM messages WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
      .toArray()
      .map(toMessage);
  }

  /** The last messages before a sequence number, as a page. */
  page(before: number, limit: number): HistoryPage {
    const messages = this.#storage.sql
      .exec<Row>("SELECT * FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?", before, limit)
      .toArray()
      .map(toMessage)
      .reverse();
    const first = messages[0]?.seq ?? this.oldest;
    return { messages, before: first > this.oldest ? first : null, latest: this.#latest };
  }

  /** Removes a batch of what is too old or too much, and returns whether there may be more of it. */
  prune(now: number): boolean {
    const { messages, ageMs, batch } = this.#retention;
    const { up_to: upTo } = this.#storage.sql
      .exec<{ up_to: number | null }>(
        `SELECT MAX(seq) AS up_to
         FROM (SELECT seq, sent_at FROM messages ORDER BY seq LIMIT ?)
         WHERE seq <= ? OR sent_at < ?`,
        batch,
        this.#latest - messages,
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
