import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "../../src/kit/log";
import { isSampled, sampleRate } from "../../src/kit/observe";
import { itReads } from "../settings";

afterEach(() => void vi.restoreAllMocks());

describe("the sample rate", () => {
  it.each([
    [0, 0],
    [0.25, 0.25],
    ["0.5", 0.5],
    ["1", 1],
  ])("%j is %d", (value, rate) => {
    expect(sampleRate({ LOG_SAMPLE_RATE: value })).toBe(rate);
  });

  it.each([-0.1, 1.1, "half", "", null, undefined])("%j keeps everything, and says so", (value) => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(sampleRate({ LOG_SAMPLE_RATE: value })).toBe(1);
    expect(JSON.stringify(error.mock.calls)).toContain("LOG_SAMPLE_RATE must be");
  });

  itReads(["LOG_SAMPLE_RATE"], () => {
    const error = vi.spyOn(console, "error");
    sampleRate(env);
    expect(error).not.toHaveBeenCalled();
  });

  it("is the share of requests that are kept", () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `request-${index}`);
    for (const rate of [0, 0.1, 0.5, 1]) {
      const share = ids.filter((id) => isSampled(id, rate)).length / ids.length;
      expect(Math.abs(share - rate)).toBeLessThan(0.03);
    }
  });

  it("keeps with a greater rate the same requests, and more", () => {
    for (let count = 0; count < 1_000; count += 1) {
      const id = `request-${count}`;
      if (isSampled(id, 0.3)) expect(isSampled(id, 0.6)).toBe(true);
    }
  });
});

describe("a line", () => {
  it("says which version wrote it, and no secret", () => {
    const info = vi.spyOn(console, "info").mockImplementation(() => {});
    log("info", "started", { token: "abc", note: "Bearer 0123456789" });
    expect(info).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        message: "started",
        token: "[redacted]",
        note: "[redacted]",
        version: expect.objectContaining({ id: expect.any(String) }),
      }),
    );
  });
});
