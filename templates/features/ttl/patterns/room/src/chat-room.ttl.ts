import { env } from "cloudflare:workers";
import * as v from "valibot";
import type { Migration } from "./kit/schema";
import { duration, durationOrOff, readTtl } from "./kit/ttl";

const Settings = v.strictObject({
  /** How long a message is kept. More than the 30 days of `RETENTION` would have no effect. */
  messages: duration("1m", "30d"),
  /**
   * How long a room without messages may go unused. Clients rely on a day of
   * it: only one that was away for longer expects that numbers start over.
   */
  idle: durationOrOff("1d", "3650d"),
});

/** How long what is kept, in milliseconds. Throws if the variable is wrong. */
export function ttl(): v.InferOutput<typeof Settings> {
  return readTtl("CHAT_ROOM_TTL", Settings, env.CHAT_ROOM_TTL);
}

/**
 * The time of each message. Those that are there already get the 30 days that
 * they had before. NULL is what an older deployment writes after a rollback;
 * such a message ends by its age.
 */
export const EXPIRY_MIGRATIONS: readonly Migration[] = [
  {
    name: "ttl-0001-messages",
    sql: `
      ALTER TABLE messages ADD COLUMN expires_at INTEGER;
      UPDATE messages SET expires_at = sent_at + 30 * 24 * 60 * 60 * 1000;
      CREATE INDEX messages_expiry ON messages (expires_at);
    `,
  },
];
