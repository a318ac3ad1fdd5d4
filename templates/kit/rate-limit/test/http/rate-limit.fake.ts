/** A rate limit that lets nobody pass, and writes down about whom it was asked. */
export function closedLimit(asked: string[]): RateLimit {
  return {
    async limit({ key }) {
      asked.push(key);
      return { success: false };
    },
  };
}
