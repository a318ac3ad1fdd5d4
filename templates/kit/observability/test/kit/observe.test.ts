import { runInDurableObject } from "cloudflare:test";
import { DurableObject, env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stateOf, within } from "../../src/kit/context";
import { log } from "../../src/kit/log";
import { observe } from "../../src/kit/observe";
import { isSampled, logSampled, sampleRate } from "../../src/kit/sampling";
import { InvalidInputError, parse } from "../../src/kit/validate";
import { unique } from "../client";
import { configure, itReads } from "../settings";

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
      const share = ids.filter((id) => isSampled(id, rate, "key")).length / ids.length;
      expect(Math.abs(share - rate)).toBeLessThan(0.03);
    }
  });

  it("keeps with a greater rate the same requests, and more", () => {
    for (let count = 0; count < 1_000; count += 1) {
      const id = `request-${count}`;
      if (isSampled(id, 0.3, "key")) expect(isSampled(id, 0.6, "key")).toBe(true);
    }
  });

  it("depends on a key, so that no client can choose an id that is left out", () => {
    const keys = Array.from({ length: 1_000 }, (_, index) => `key-${index}`);
    const share = keys.filter((key) => isSampled("chosen", 0.5, key)).length / keys.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
  });

  it("is decided with a secret of the deployment", () => {
    configure("LOG_SAMPLE_RATE", 0.5);
    const info = vi.spyOn(console, "info").mockImplementation(() => {});
    const kept = (secret: string) => {
      configure("AUTH_SECRET", secret);
      info.mockClear();
      for (let count = 0; count < 64; count += 1) {
        const requestId = `request-${count}`;
        within({ call: { requestId } }, () => logSampled("sampled", { requestId }));
      }
      return info.mock.calls.map(([line]) => Reflect.get(Object(line), "requestId"));
    };
    const first = kept("a".repeat(32));
    expect(kept("a".repeat(32))).toEqual(first);
    expect(kept("b".repeat(32))).not.toEqual(first);
  });
});

describe("a call", () => {
  class Sample extends DurableObject<Env> {
    static {
      observe(this);
    }

    count(input: unknown): number {
      return parse(v.strictObject({ count: v.number() }), input).count;
    }
  }

  it("that fails for its arguments has nothing of them in its line", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    await runInDurableObject(env.PROBE.getByName(unique()), (probe) => {
      const sample = new Sample(stateOf(probe), env);
      for (const input of ["s3cret", { count: "s3cret" }, { count: 1, s3cret: 1 }]) {
        expect(() => sample.count(input)).toThrow(InvalidInputError);
      }
    });
    expect(error).toHaveBeenCalledTimes(3);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ message: "call failed", error: "InvalidInputError" }),
    );
    expect(JSON.stringify(error.mock.calls)).not.toContain("s3cret");
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
