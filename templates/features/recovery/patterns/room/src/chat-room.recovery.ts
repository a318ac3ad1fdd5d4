import type { RecoveryRules } from "./kit/recovery";

/** What going back means for a room. */
export const RECOVERY: RecoveryRules = {
  warning:
    "messages sent since are lost, and sequence numbers count on from the old ones; everybody is disconnected and comes back within seconds",
};
