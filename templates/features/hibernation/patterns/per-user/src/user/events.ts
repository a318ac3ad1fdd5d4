import type { Preferences } from "./preferences";
import type { Session } from "./sessions";

/**
 * What the feed of a user tells. Values of preferences are not in it, they
 * would fill the log: load those that changed. A session that has run out or
 * was used is not told either; its `expiresAt` says when it ends.
 */
export type UserEvents = {
  /** The keys that were set or removed, and the version since then. */
  readonly "preferences.changed": Pick<Preferences, "version" | "updatedAt"> & {
    readonly keys: readonly string[];
  };
  /** `ended` are the ids of those that had to make room. */
  readonly "session.started": { readonly session: Session; readonly ended: readonly string[] };
  readonly "session.revoked": { readonly id: string };
  /** All of them, or all but the one with the id `except`. */
  readonly "sessions.revoked": { readonly revoked: number; readonly except: string | null };
};
