import * as v from "valibot";

/**
 * What client and server of a room say to each other: JSON in text frames.
 * The page in `public/` takes its types from this file, so it must stay free
 * of anything that only the Worker has.
 */

/** The subprotocol. A change that a client of today would not understand needs a new number. */
export const PROTOCOL = "chat.v1";

/** The platform answers this text with {@link PONG}, without waking the object. */
export const PING = "ping";
export const PONG = "pong";

/** The longest message, in UTF-16 code units: some 300 words. */
export const MAX_TEXT_LENGTH = 2_000;

/** The longest frame of a client: the longest text with every character escaped, and its envelope. */
export const MAX_FRAME_LENGTH = 6 * MAX_TEXT_LENGTH + 1_024;

/** Why the server closes a socket. From 4000 on: 4000 + the status that HTTP would answer. */
export const CloseCode = {
  /** A frame was not text. */
  unsupportedData: 1003,
  /** The client went on sending although it was told to wait. */
  flooding: 1008,
  /** A frame was longer than {@link MAX_FRAME_LENGTH}. */
  frameTooLong: 1009,
  /** The server has changed: connect again. */
  restart: 1012,
  /** Connect again with a new token. */
  tokenExpired: 4401,
  /** Neither a message nor a ping came for too long. */
  silent: 4408,
  /** The same user has opened more sockets than allowed, and this was the oldest. */
  replaced: 4409,
  /** Too many people are here; try again later. */
  full: 4503,
} as const;

/** The client's own id for a message, by which a repeated one is recognised. */
export const MessageId = v.pipe(
  v.string(),
  v.regex(/^[\w-]{1,64}$/, "use 1 to 64 of a-z A-Z 0-9 _ -"),
);

/** A sequence number. The first message of a room has 1, and none is left out. */
export const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Text = v.pipe(
  v.string(),
  // A lone half of a surrogate pair would not survive UTF-8.
  v.transform((text) => text.trim().toWellFormed()),
  v.minLength(1, "must not be empty"),
  v.maxLength(MAX_TEXT_LENGTH, `must not be longer than ${MAX_TEXT_LENGTH}`),
);

/** Says something. Answered with an `ack`; sending the same `id` again changes nothing. */
export const SendFrame = v.strictObject({ type: v.literal("send"), id: MessageId, text: Text });

/** Asks for the messages after a sequence number. Answered with a `page`, or with a `gap`. */
export const ResumeFrame = v.strictObject({ type: v.literal("resume"), after: Seq });

export const ClientFrame = v.variant("type", [SendFrame, ResumeFrame]);
export type ClientFrame = v.InferOutput<typeof ClientFrame>;

/** A message as it was stored. */
export interface Message {
  readonly seq: number;
  readonly id: string;
  readonly from: string;
  readonly text: string;
  /** When the room received it, in milliseconds since the epoch. */
  readonly at: number;
}

/** The first frame on a socket. */
export interface WelcomeFrame {
  readonly type: "welcome";
  readonly you: string;
  /** The newest message of the room; 0 if there was none yet. */
  readonly latest: number;
  readonly people: readonly string[];
}

/** Somebody said something; it goes to everybody, also to who said it. */
export interface MessageFrame extends Message {
  readonly type: "message";
}

/** The message with this `id` is stored as `seq`. */
export interface AckFrame {
  readonly type: "ack";
  readonly id: string;
  readonly seq: number;
}

/** The messages after a `resume`, oldest first. Resume again after the last one if there are `more`. */
export interface PageFrame {
  readonly type: "page";
  readonly messages: readonly Message[];
  readonly more: boolean;
}

/** Too much was missed for a `resume`: load the history over HTTP. */
export interface GapFrame {
  readonly type: "gap";
  readonly oldest: number;
  readonly latest: number;
}

/** Somebody came: their first socket opened. */
export interface JoinedFrame {
  readonly type: "joined";
  readonly user: string;
}

/** Somebody left: their last socket closed. */
export interface LeftFrame {
  readonly type: "left";
  readonly user: string;
}

/** A frame of the client was refused. `id` names the message that it held. */
export interface ErrorFrame {
  readonly type: "error";
  readonly code: "invalid" | "rate_limited";
  readonly message: string;
  readonly id?: string;
  /** Send it again after this time. */
  readonly retryAfterMs?: number;
}

export type ServerFrame =
  | WelcomeFrame
  | MessageFrame
  | AckFrame
  | PageFrame
  | GapFrame
  | JoinedFrame
  | LeftFrame
  | ErrorFrame;

/** The answer to `GET …/messages`, oldest first. */
export interface HistoryPage {
  readonly messages: readonly Message[];
  /** What to ask for as `before` to get the page before this one; null at the beginning. */
  readonly before: number | null;
  /** The newest message of the room. */
  readonly latest: number;
}
