/** How an attempt ended. */
export type Outcome =
  | { readonly outcome: "succeeded" }
  | { readonly outcome: "failed" | "timed_out"; readonly error: string };

/** What is kept of an error, in characters: enough to see what it was. */
const MAX_ERROR_LENGTH = 2_000;

/**
 * Runs code with a time limit. When the time is up its signal is aborted and
 * the attempt has failed, whether or not the code listens.
 */
export async function runAttempt(
  run: (signal: AbortSignal) => void | Promise<void>,
  timeoutMs: number,
): Promise<Outcome> {
  const controller = new AbortController();
  const { promise: timeout, resolve } = Promise.withResolvers<Outcome>();
  // A timer within one event, and not `AbortSignal.timeout`: a timer that is
  // left behind keeps the object from hibernating.
  const timer = setTimeout(() => {
    const error = `no result within ${timeoutMs} ms`;
    controller.abort(new DOMException(error, "TimeoutError"));
    resolve({ outcome: "timed_out", error });
  }, timeoutMs);
  try {
    return await Promise.race([outcomeOf(run, controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long to wait after a failed attempt: twice as long each time, the second half of it at random. */
export function retryDelay(
  attempt: number,
  firstMs: number,
  lastMs: number,
  random: number = Math.random(),
): number {
  const longest = Math.min(firstMs * 2 ** (attempt - 1), lastMs);
  return Math.round((longest / 2) * (1 + random));
}

async function outcomeOf(
  run: (signal: AbortSignal) => void | Promise<void>,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    await run(signal);
    return { outcome: "succeeded" };
  } catch (error) {
    return { outcome: "failed", error: String(error).slice(0, MAX_ERROR_LENGTH) };
  }
}
