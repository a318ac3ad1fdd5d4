import type { Migration } from "../kit/schema";

/** Indexes that the queue can do without, for what they save when it has grown. */
export const INDEX_MIGRATIONS: readonly Migration[] = [
  {
    // The processed deliveries are counted without reading past the dead letters.
    name: "webhooks-indexes-0001-processed",
    sql: `
      CREATE INDEX deliveries_processed ON deliveries (expires_at)
      WHERE expires_at IS NOT NULL AND status = 'processed'
    `,
  },
];
