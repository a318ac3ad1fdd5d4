import { describe, expect, it } from "vitest";
import { redact } from "../../src/kit/redact";

describe("redact", () => {
  it.each([
    "Authorization",
    "cookie",
    "apiKey",
    "api-key",
    "password",
    "AUTH_SECRET",
    "sessionToken",
    "token",
    "signature",
    "body",
    "payload",
    "text",
  ])("hides the field %s, at any depth", (name) => {
    const line = redact({ message: "m", outer: [{ [name]: "do not tell" }], [name]: 42 });
    expect(JSON.stringify(line)).not.toMatch(/do not tell|42/);
  });

  // Made up; those that look like real ones are put together, so that no scanner finds them here.
  it.each([
    "bearer abcdefghijkl",
    "Bearer abc.def.ghi",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl",
    `whsec_${"a".repeat(32)}`,
    `sk_live_${"b".repeat(24)}`,
    `ghp_${"c".repeat(36)}`,
  ])("hides %j within a text", (secret) => {
    const text = `the answer to ${secret} was 401`;
    expect(redact(text)).toBe("the answer to [redacted] was 401");
    expect(redact({ error: new Error(text) })).toEqual({
      error: "Error: the answer to [redacted] was 401",
    });
  });

  it("leaves what is no secret", () => {
    const line = { message: "call", object: { class: "A", name: null }, durationMs: 3, ok: true };
    expect(redact(line)).toEqual(line);
  });

  it("cuts what is too long, too many or too deep", () => {
    expect(redact("x".repeat(5_000))).toHaveLength(2_001);
    expect(redact(Array.from({ length: 100 }, () => 1))).toHaveLength(50);
    const loop: Record<string, unknown> = {};
    loop["loop"] = loop;
    expect(JSON.stringify(redact(loop))).toContain("[too deep]");
  });
});
