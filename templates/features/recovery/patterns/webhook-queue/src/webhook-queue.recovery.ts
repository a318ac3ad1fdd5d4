import type { RecoveryRules } from "./kit/recovery";

/** What going back means for a partition. */
export const RECOVERY: RecoveryRules = {
  warning:
    "deliveries accepted since are lost, so have their senders send them again; deliveries processed since are processed once more, with the same idempotency keys",
};
