import type { RecoveryRules } from "./kit/recovery";

/** What going back means for a user. */
export const RECOVERY: RecoveryRules = {
  warning:
    "preferences return to what they were; all sessions end, since one that was revoked since would be valid again; data that the user deleted since comes back",
};
