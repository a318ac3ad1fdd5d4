import type { RecoveryRules } from "./kit/recovery";

/** What going back means for a room. */
export const RECOVERY: RecoveryRules = {
  warning:
    "messages sent since are lost; everybody is disconnected, comes back within seconds and loads the history anew, since the messages that stay get new sequence numbers",
};
