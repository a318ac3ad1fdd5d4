import type { RecoveryRules } from "./kit/recovery";

/** Why a coordinator never goes back. */
export const RECOVERY: RecoveryRules = {
  warning: "",
  refusal:
    "fencing tokens granted since would be granted again, and a holder from before could write beside one from after; nothing is lost by waiting, since leases end by themselves",
};
