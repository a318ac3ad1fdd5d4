/**
 * What an object tells those who follow its feed: JSON in text frames, the
 * same for every feed. A page may take its types from this file, so it must
 * stay free of anything that only the Worker has.
 *
 * Events are numbered without holes. A client that comes back says which
 * number it had last, and gets what it missed, or is told to load the state.
 */

/** The subprotocol. A change that a client of today would not understand needs a new number. */
export const FEED_PROTOCOL = "feed.v1";

/** The platform answers this text with {@link PONG}, without waking the object. Send no other. */
export const PING = "ping";
export const PONG = "pong";

/** Why the server closes a socket. From 4000 on: 4000 + the status that HTTP would answer. */
export const FeedCloseCode = {
  /** The client sent something else than a ping. */
  unexpectedMessage: 1008,
  /** The server has changed: connect again. */
  restart: 1012,
  /** Connect again with a new token. */
  tokenExpired: 4401,
  /** No ping came for too long. */
  silent: 4408,
  /** The same caller has opened more sockets than allowed, and this was the oldest. */
  replaced: 4409,
  /** Too many follow this feed; try again later. */
  full: 4503,
} as const;

/** Something that has happened. */
export interface FeedEvent<Name extends string = string, Data = unknown> {
  /** One more than that of the event before. */
  readonly seq: number;
  /** Milliseconds since the epoch, by the clock of the object. */
  readonly at: number;
  readonly name: Name;
  /** What has become of it. Null if that is too large for a feed: load the state. */
  readonly data: Data | null;
}

/**
 * The first frame. After a resume, `seq` is the number that the client had and
 * what it missed follows. Otherwise `seq` is the newest number, or null while
 * there is none: load the state now, then take over every event that follows.
 */
export interface WelcomeFrame {
  readonly type: "welcome";
  readonly seq: number | null;
}

/** Events in the order of their numbers: the next one, or many after a resume. */
export interface EventsFrame {
  readonly type: "events";
  readonly events: readonly FeedEvent[];
}

/**
 * What came between cannot be told any more: load the state, and go on with
 * the events after `seq`. It comes in place of the welcome, or at any time.
 */
export interface ReloadFrame {
  readonly type: "reload";
  readonly seq: number | null;
}

export type FeedFrame = WelcomeFrame | EventsFrame | ReloadFrame;
