import { describe, expect, it } from "vitest";
import { retryDelay, runAttempt } from "../../src/webhooks/attempt";

const never = Promise.withResolvers<void>().promise;

describe("runAttempt", () => {
  it("says how the code ended", async () => {
    expect(await runAttempt(() => {}, 1_000)).toEqual({ outcome: "succeeded" });
    const failing = () => {
      throw new Error("no");
    };
    expect(await runAttempt(failing, 1_000)).toEqual({ outcome: "failed", error: "Error: no" });
  });

  it("keeps the beginning of a long error", async () => {
    const result = await runAttempt(() => Promise.reject(new Error("x".repeat(10_000))), 1_000);
    expect(result).toMatchObject({ outcome: "failed" });
    expect("error" in result && result.error.length).toBe(2_000);
  });

  it("ends an attempt when its time is up, and aborts its signal", async () => {
    const signals: AbortSignal[] = [];
    const result = await runAttempt((signal) => {
      signals.push(signal);
      return never;
    }, 1);
    expect(result).toEqual({ outcome: "timed_out", error: "no result within 1 ms" });
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(signals[0]?.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("does not abort the signal of an attempt that is done", async () => {
    const signals: AbortSignal[] = [];
    await runAttempt((signal) => void signals.push(signal), 1);
    await runAttempt(() => never, 2);
    expect(signals[0]?.aborted).toBe(false);
  });
});

describe("retryDelay", () => {
  it("doubles up to a limit", () => {
    const delays = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(attempt, 1_000, 10_000, 1));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it("is spread over its second half", () => {
    expect(retryDelay(3, 1_000, 10_000, 0)).toBe(2_000);
    expect(retryDelay(3, 1_000, 10_000, 0.5)).toBe(3_000);
    const some = new Set(Array.from({ length: 20 }, () => retryDelay(3, 1_000, 10_000)));
    expect(some.size).toBeGreaterThan(1);
  });
});
