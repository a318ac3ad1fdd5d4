import type { Migration } from "../kit/schema";

/** What expires has an index as it is; this one counts the dead letters that have not. */
export const EXPIRY_MIGRATIONS: readonly Migration[] = [
  {
    name: "webhooks-ttl-0001-dead",
    sql: "CREATE INDEX deliveries_dead_expiry ON deliveries (expires_at) WHERE status = 'dead'",
  },
];
