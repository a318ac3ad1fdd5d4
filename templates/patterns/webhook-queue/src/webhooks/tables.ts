import type { Migration } from "../kit/schema";
// #if ttl
import { EXPIRY_MIGRATIONS } from "./expiry";
// #end
// #if indexes
import { INDEX_MIGRATIONS } from "./indexes";
// #end

/** What one object stores: its deliveries in the order of arrival, and every attempt at them. */
export const DELIVERY_MIGRATIONS: readonly Migration[] = [
  {
    name: "webhooks-0001-deliveries",
    sql: `
      CREATE TABLE deliveries (
        seq INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        key TEXT NOT NULL,
        type TEXT NOT NULL,
        payload TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processed', 'dead')),
        attempts INTEGER NOT NULL DEFAULT 0,
        replays INTEGER NOT NULL DEFAULT 0,
        finished_at INTEGER,
        expires_at INTEGER,
        UNIQUE (source, id)
      ) STRICT;
      CREATE INDEX deliveries_lane ON deliveries (source, key, seq) WHERE status = 'pending';
      CREATE INDEX deliveries_dead ON deliveries (seq) WHERE status = 'dead';
      CREATE INDEX deliveries_expiry ON deliveries (expires_at, status) WHERE expires_at IS NOT NULL;

      CREATE TABLE attempts (
        delivery INTEGER NOT NULL REFERENCES deliveries (seq) ON DELETE CASCADE,
        replay INTEGER NOT NULL,
        number INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        finished_at INTEGER,
        outcome TEXT NOT NULL DEFAULT 'running',
        error TEXT,
        PRIMARY KEY (delivery, replay, number)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  // #if indexes
  ...INDEX_MIGRATIONS,
  // #end
  // #if ttl
  ...EXPIRY_MIGRATIONS,
  // #end
];
