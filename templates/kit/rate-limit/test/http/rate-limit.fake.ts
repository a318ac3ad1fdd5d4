import { PERIOD_MS } from "../../src/http/rate-limit";

/** The status and the Retry-After with which a limit refuses. */
export const REFUSED = [429, `${PERIOD_MS / 1_000}`];

/** A rate limit that lets nobody pass, and writes down about whom it was asked. */
export function closedLimit(asked: string[]): RateLimit {
  return {
    async limit({ key }) {
      asked.push(key);
      return { success: false };
    },
  };
}
