import { DurableObject } from "cloudflare:workers";
import { Erasable } from "./kit/erasable";
// #if hibernation
import { Feed, FEED_MIGRATIONS } from "./kit/feed";
import type { UserEvents } from "./user/events";
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
// #if rate-limit
import { RateLimiter, readRate } from "./kit/rate-limit";
import { RATE_LIMIT_MIGRATIONS, SqlBuckets } from "./kit/rate-limit.sql";
// #end
// #if observability
import { metricsOf, observe, type ObjectMetrics } from "./kit/observe";
// #end
// #if ttl
import { ttl } from "./user-session.ttl";
import { Idle, IDLE, noteUses } from "./kit/idle";
// #end
import { fail, ok, type ExpectedFailure, type Result } from "./kit/result";
// #if recovery
import { RECOVERY } from "./user-session.recovery";
import { Recovery } from "./kit/recovery";
// #end
import { Scheduler, SCHEDULER_MIGRATIONS } from "./kit/scheduler";
import { migrate } from "./kit/schema";
import { parse } from "./kit/validate";
import {
  changePreferences,
  NO_PREFERENCES,
  PREFERENCES_MIGRATIONS,
  PreferencesTable,
  SetPreferences,
  type Preferences,
  type PreferencesRefusal,
} from "./user/preferences";
import { issueToken, readToken } from "./user/session-token";
import {
  EXPIRE_SESSIONS,
  ListSessions,
  RevokeAllSessions,
  RevokeSession,
  SESSIONS_MIGRATIONS,
  SessionsTable,
  StartSession,
  VerifySession,
  type Session,
  type SessionsPage,
} from "./user/sessions";

/** A session that was just started. */
export interface StartedSession {
  /** Shown this once: only its hash is stored. */
  readonly token: string;
  readonly session: Session;
  /** The ids of sessions that ended to make room for this one. */
  readonly ended: readonly string[];
}

/** The token is unknown, or its session has expired or was revoked: which of them is not said. */
export interface SessionEnded extends ExpectedFailure {
  readonly code: "unauthenticated";
  /** Tells it from a bad access token: a new one of those would not help. */
  readonly reason: "session_ended";
}

/** Everything that is stored about a user, except what would let somebody in. */
export interface UserExport {
  readonly userId: string | null;
  readonly exportedAt: number;
  readonly preferences: Preferences;
  readonly sessions: readonly Session[];
}

const SESSION_ENDED: SessionEnded = {
  code: "unauthenticated",
  reason: "session_ended",
  message: "this session has ended, or never was",
};

/**
 * One user: their preferences, and the devices that they are signed in on.
 * Reach it by `userStub(env, caller.id)`, with the id from a verified token.
 *
 * Reading leaves an object that stores nothing as it is; see `Erasable`.
 */
export class UserSession extends DurableObject<Env> {
  // #if ttl
  static {
    // Deleting leaves nothing to end, and works with any configuration.
    noteUses(this, (user) => user.#idle, ["deleteEverything"]);
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
  readonly #data = new Erasable(this.ctx.storage, (storage) => this.#setUp(storage));
  // #if hibernation
  readonly #feed: Feed<UserEvents> = new Feed(this.ctx, () => this.#data.peek()?.scheduler);
  // #end
  // #if ttl
  readonly #idle = new Idle(this.ctx, () => this.#data.peek()?.scheduler, {
    lifetimeMs: () => ttl().idle,
    verdict: () => "free",
    housekeeping: [EXPIRE_SESSIONS],
    end: () => this.#data.erase(),
    survivesEnd: true,
  });
  // #end

  async getPreferences(): Promise<Preferences> {
    return this.#preferences();
  }

  async setPreferences(input: SetPreferences): Promise<Result<Preferences, PreferencesRefusal>> {
    const changed = changePreferences(this.#preferences(), parse(SetPreferences, input));
    // #if rate-limit
    if (changed.ok) {
      const rate = readRate(this.env, "USER_SESSION_CHANGE_RATE");
      // The change is about to be written, so the tables may come up now.
      this.#data.open();
      const buckets = new SqlBuckets(this.ctx.storage.sql);
      const limited = new RateLimiter(() => rate, buckets).take("preferences");
      if (limited !== undefined) return fail(limited);
    }
    // #end
    if (changed.ok) this.#data.open().preferences.write(changed.value);
    // #if hibernation
    if (changed.ok) {
      const { version, updatedAt } = changed.value;
      const keys = Object.keys(input.changes);
      this.#feed.publish("preferences.changed", { version, updatedAt, keys });
    }
    // #end
    return changed;
  }

  async startSession(input: StartSession): Promise<StartedSession> {
    const { device } = parse(StartSession, input);
    const { token, credential } = await issueToken();
    const started = this.#data.open().sessions.start(credential, device);
    // #if hibernation
    this.#feed.publish("session.started", started);
    // #end
    return { token, ...started };
  }

  /** The session that a token is for. */
  async verifySession(input: VerifySession): Promise<Result<Session, SessionEnded>> {
    const { token } = parse(VerifySession, input);
    const credential = await readToken(token);
    const session = this.#data.peek()?.sessions.find(credential);
    return session === undefined ? fail(SESSION_ENDED) : ok(session);
  }

  /** As `verifySession`, and puts off the end of the session, since it is in use. */
  async touchSession(input: VerifySession): Promise<Result<Session, SessionEnded>> {
    const { token } = parse(VerifySession, input);
    const credential = await readToken(token);
    const session = this.#data.peek()?.sessions.touch(credential);
    return session === undefined ? fail(SESSION_ENDED) : ok(session);
  }

  /** The devices that are signed in, newest first. */
  async listSessions(input: ListSessions = {}): Promise<SessionsPage> {
    const { limit, cursor } = parse(ListSessions, input);
    return this.#data.peek()?.sessions.page(limit, cursor) ?? { sessions: [], cursor: null };
  }

  async revokeSession(input: RevokeSession): Promise<Result<{ id: string }>> {
    const { id } = parse(RevokeSession, input);
    const revoked = this.#data.peek()?.sessions.revoke(id) ?? false;
    // #if hibernation
    if (revoked) this.#feed.publish("session.revoked", { id });
    // #end
    return revoked ? ok({ id }) : fail({ code: "not_found", message: "there is no such session" });
  }

  /** Signs out everywhere, or everywhere else. */
  async revokeAllSessions(input: RevokeAllSessions = {}): Promise<{ revoked: number }> {
    const { except } = parse(RevokeAllSessions, input);
    const revoked = this.#data.peek()?.sessions.revokeAll(except) ?? 0;
    // #if hibernation
    if (revoked > 0) this.#feed.publish("sessions.revoked", { revoked, except: except ?? null });
    // #end
    return { revoked };
  }

  /** All of it at once: the limits of preferences and sessions keep it under 128 KiB. */
  async exportEverything(): Promise<UserExport> {
    // #if ttl
    // What has ended is not exported but deleted.
    this.#data.peek()?.sessions.deleteExpired();
    // #end
    let userId = this.ctx.id.name;
    // #if identity
    userId = nameOf(this.ctx);
    // #end
    return {
      userId: userId ?? null,
      exportedAt: Date.now(),
      preferences: this.#preferences(),
      sessions: this.#data.peek()?.sessions.all() ?? [],
    };
  }

  /** Deletes all of it for good. The object can be used again, and starts from nothing. */
  async deleteEverything(): Promise<void> {
    // #if hibernation
    this.#feed.reload();
    // #end
    await this.#data.erase();
  }

  // #if observability
  /** What this object has counted of its work. */
  metrics(): ObjectMetrics {
    return metricsOf(this);
  }

  // #end
  // #if identity
  /** The same methods, for one call: its log lines say whose it is, and late ones do nothing. */
  session(
    call: SessionCall,
  ): ObjectSession<
    UserSession,
    "revokeSession" | "setPreferences" | "touchSession" | "verifySession"
  > {
    return startSession(this, this.env.USER_SESSION, call, [
      "revokeSession",
      "setPreferences",
      "touchSession",
      "verifySession",
    ]);
  }

  // #end
  // #if hibernation
  /** Opens the feed of the user: their preferences and sessions. */
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
    return new Recovery(this.ctx, RECOVERY, () => this.#restarted());
  }

  // #end
  override async alarm(): Promise<void> {
    // #if ttl
    await this.#idle.checkIfDue();
    // #end
    await this.#data.peek()?.scheduler.run();
  }

  // #if recovery
  /** A session that was revoked must not come back with the rest. */
  #restarted(): void {
    // #if hibernation
    this.#feed.startAnew();
    // #end
    const data = this.#data.peek();
    data?.sessions.revokeAll();
    // #if ttl
    // Being restored is a use: the end that was planned then is overdue by now.
    this.#idle.touch();
    // #end
    data?.scheduler.rearm();
  }

  // #end
  #preferences(): Preferences {
    return this.#data.peek()?.preferences.read() ?? NO_PREFERENCES;
  }

  /** Brings up the schema, and what works on it. */
  #setUp(storage: DurableObjectStorage) {
    migrate(storage, [...SCHEDULER_MIGRATIONS, ...PREFERENCES_MIGRATIONS, ...SESSIONS_MIGRATIONS]);
    // #if rate-limit
    migrate(storage, RATE_LIMIT_MIGRATIONS);
    // #end
    // #if hibernation
    migrate(storage, FEED_MIGRATIONS);
    // #end
    const scheduler: Scheduler = new Scheduler(storage, {
      [EXPIRE_SESSIONS]: () => sessions.expire(),
      // #if hibernation
      ...this.#feed.tasks,
      // #end
      // #if ttl
      // The alarm has looked after it before, unless the variable is wrong: then this waits.
      [IDLE]: () => void ttl(),
      // #end
    });
    const sessions = new SessionsTable(storage.sql, scheduler);
    // #if ttl
    sessions.lifetimes = ttl;
    // #end
    const preferences = new PreferencesTable(storage.sql);
    return { scheduler, sessions, preferences };
  }
}
