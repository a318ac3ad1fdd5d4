import * as v from "valibot";
import type { Scheduler } from "../kit/scheduler";
import type { Migration } from "../kit/schema";
import { PageSize } from "../kit/validate";
import { SessionToken, type Credential } from "./session-token";

/** A session ends when it was not used for so long, in milliseconds. */
export const SESSION_IDLE_MS = 30 * 24 * 60 * 60 * 1_000;

/** A session ends at this age even when it is used, in milliseconds: a stolen token must, too. */
export const SESSION_MAX_AGE_MS = 180 * 24 * 60 * 60 * 1_000;

/** A use is written down at most so often, in milliseconds: every write is billed. */
export const TOUCH_INTERVAL_MS = 60 * 1_000;

/**
 * Sessions of one user. Signing in on a new device always works: when there
 * are as many, the one that would have ended first ends at once.
 */
export const MAX_SESSIONS = 50;

const SessionId = v.pipe(v.string(), v.uuid());

export const StartSession = v.strictObject({
  /** What the user sees in the list of devices, such as "Firefox on Linux". */
  device: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
});
export type StartSession = v.InferInput<typeof StartSession>;

export const VerifySession = v.strictObject({ token: SessionToken });
export type VerifySession = v.InferInput<typeof VerifySession>;

export const ListSessions = v.strictObject({
  limit: v.optional(PageSize, 20),
  /** The `cursor` of the page before. */
  cursor: v.optional(v.pipe(v.string(), v.maxLength(15), v.digits())),
});
export type ListSessions = v.InferInput<typeof ListSessions>;

export const RevokeSession = v.strictObject({ id: SessionId });
export type RevokeSession = v.InferInput<typeof RevokeSession>;

export const RevokeAllSessions = v.strictObject({
  /** The id of a session that goes on, as a rule the one that asks. */
  except: v.optional(SessionId),
});
export type RevokeAllSessions = v.InferInput<typeof RevokeAllSessions>;

/** One device that is signed in. Times are in milliseconds since the epoch. */
export type Session = {
  readonly id: string;
  readonly device: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
};

export interface SessionsPage {
  readonly sessions: readonly Session[];
  /** Where the next page starts, or null if this is the last. */
  readonly cursor: string | null;
}

export const SESSIONS_MIGRATIONS: readonly Migration[] = [
  {
    name: "sessions-0001",
    sql: `
      CREATE TABLE sessions (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
        device TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX sessions_expiry ON sessions (expires_at);
    `,
  },
];

/** The kind of the task that frees sessions; its handler is {@link SessionsTable.expire}. */
export const EXPIRE_SESSIONS = "expire-sessions";

/** The columns of a {@link Session}: never the hash of its token. */
const SESSION = `
  id, device, created_at AS createdAt, last_seen_at AS lastSeenAt, expires_at AS expiresAt
`;

/** The sessions in the database, newest first. */
export class SessionsTable {
  readonly #sql: SqlStorage;
  readonly #scheduler: Scheduler;
  // #if ttl
  /** How long sessions last, if the constants above do not say it. */
  lifetimes = () => ({ sessions: SESSION_IDLE_MS, sessionAge: SESSION_MAX_AGE_MS });
  // #end

  constructor(sql: SqlStorage, scheduler: Scheduler) {
    this.#sql = sql;
    this.#scheduler = scheduler;
  }

  /** Adds a session. `ended` are those that had to make room for it. */
  start({ id, hash }: Credential, device: string): { session: Session; ended: string[] } {
    const now = Date.now();
    this.#deleteExpired(now);
    const ended = this.#makeRoom();
    const session = this.#sql
      .exec<Session>(
        `INSERT INTO sessions (id, token_hash, device, created_at, last_seen_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?)
         RETURNING ${SESSION}`,
        id,
        hash,
        device,
        now,
        now,
        this.#expiry(now, now),
      )
      .one();
    this.#scheduleExpiry();
    return { session, ended };
  }

  /** The session that the credential is for, unless it has ended. */
  find({ id, hash }: Credential): Session | undefined {
    const [row] = this.#sql
      .exec<Session & { hash: ArrayBuffer }>(
        `SELECT ${SESSION}, token_hash AS hash FROM sessions WHERE id = ? AND expires_at > ?`,
        id,
        Date.now(),
      )
      .toArray();
    if (row === undefined) return undefined;
    const { hash: stored, ...session } = row;
    return crypto.subtle.timingSafeEqual(stored, hash) ? session : undefined;
  }

  /**
   * Finds the session and notes that it is in use, which puts its end off. The
   * task is left as it is: it comes early, finds nothing and sets itself anew,
   * which is cheaper than to move it at every use. Only when sessions are to
   * last less long than before, the end comes closer, and may be over already.
   */
  touch(credential: Credential): Session | undefined {
    const session = this.find(credential);
    const now = Date.now();
    if (session === undefined || now - session.lastSeenAt < TOUCH_INTERVAL_MS) return session;
    const expiresAt = this.#expiry(session.createdAt, now);
    if (expiresAt <= now) {
      this.revoke(session.id);
      return undefined;
    }
    if (expiresAt < session.expiresAt) {
      this.#scheduler.ensureBy(EXPIRE_SESSIONS, "all", expiresAt);
    }
    return this.#sql
      .exec<Session>(
        `UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ? RETURNING ${SESSION}`,
        now,
        expiresAt,
        session.id,
      )
      .one();
  }

  page(limit: number, cursor: string | undefined): SessionsPage {
    const rows = this.#sql
      .exec<Session & { position: number }>(
        `SELECT ${SESSION}, position FROM sessions
         WHERE position < ? AND expires_at > ?
         ORDER BY position DESC
         LIMIT ?`,
        cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor),
        Date.now(),
        limit + 1,
      )
      .toArray();
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      sessions: page.map(({ position: _, ...session }) => session),
      cursor: rows.length > limit && last !== undefined ? String(last.position) : null,
    };
  }

  /** Every session that is stored, also those that have ended and wait to be freed. */
  all(): Session[] {
    return this.#sql
      .exec<Session>(`SELECT ${SESSION} FROM sessions ORDER BY position DESC LIMIT ?`, MAX_SESSIONS)
      .toArray();
  }

  /** Ends a session and says whether there was one that had not ended by itself. */
  revoke(id: string): boolean {
    this.#deleteExpired(Date.now());
    const revoked = this.#sql.exec("DELETE FROM sessions WHERE id = ? RETURNING id", id).toArray();
    if (revoked.length === 0) return false;
    this.#scheduleExpiry();
    return true;
  }

  /** Ends every session, or every other one, and says how many had not ended by themselves. */
  revokeAll(except = ""): number {
    this.#deleteExpired(Date.now());
    const revoked = this.#sql
      .exec("DELETE FROM sessions WHERE id < ?1 OR id > ?1 RETURNING id", except)
      .toArray();
    this.#scheduleExpiry();
    return revoked.length;
  }

  // #if ttl
  /** Deletes the sessions whose time has come. Their task comes anyway, and finds none. */
  deleteExpired(): void {
    this.#deleteExpired(Date.now());
  }

  // #end
  /** Frees the sessions whose time has come. */
  expire(): void {
    this.#deleteExpired(Date.now());
    this.#scheduleExpiry();
  }

  /** One batch is enough: there are never more than {@link MAX_SESSIONS}. */
  #deleteExpired(now: number): void {
    this.#sql.exec("DELETE FROM sessions WHERE expires_at <= ?", now);
  }

  #expiry(createdAt: number, now: number): number {
    // #if ttl
    const { sessions: SESSION_IDLE_MS, sessionAge: SESSION_MAX_AGE_MS } = this.lifetimes();
    // #end
    return Math.min(now + SESSION_IDLE_MS, createdAt + SESSION_MAX_AGE_MS);
  }

  /** Keeps those that last longest, and leaves one place free. */
  #makeRoom(): string[] {
    return this.#sql
      .exec<{ position: number }>(
        "SELECT position FROM sessions ORDER BY expires_at DESC, position DESC LIMIT ?",
        // More than there are, unless MAX_SESSIONS was greater once.
        2 * MAX_SESSIONS,
      )
      .toArray()
      .slice(MAX_SESSIONS - 1)
      .flatMap(({ position }) => this.#delete(position));
  }

  #delete(position: number): string[] {
    return this.#sql
      .exec<{ id: string }>("DELETE FROM sessions WHERE position = ? RETURNING id", position)
      .toArray()
      .map((row) => row.id);
  }

  #scheduleExpiry(): void {
    const { next } = this.#sql
      .exec<{ next: number | null }>("SELECT MIN(expires_at) AS next FROM sessions")
      .one();
    if (next === null) this.#scheduler.cancel(EXPIRE_SESSIONS, "all");
    else this.#scheduler.schedule(EXPIRE_SESSIONS, "all", next);
  }
}
