import { describe, expect, it } from "vitest";
import { redact } from "../../src/kit/redact";

describe("redact", () => {
  it.each([
    "Authorization",
    "Proxy-Authorization",
    "cookie",
    "set-cookie",
    "apiKey",
    "api-key",
    "password",
    "AUTH_SECRET",
    "sessionToken",
    "token",
    "signature",
    "Stripe-Signature",
    "webhook-signature",
    "x-hub-signature-256",
    "X-Api-Key",
    "api_key",
    "privateKey",
    "userPassword",
    "tokens",
    "credentials",
    "body",
    "payload",
    "text",
  ])("hides the field %s, at any depth", (name) => {
    const line = redact({ message: "m", outer: [{ [name]: "do not tell" }], [name]: 42 });
    expect(JSON.stringify(line)).not.toMatch(/do not tell|42/);
  });

  it.each([
    ...["author", "authorId", "tokenize", "tokenCount", "key", "keys", "idempotencyKey"],
    ...["publicKey", "context", "textLength", "bodySize", "secretary", "signatures-seen"],
  ])("leaves the field %s", (name) => {
    expect(redact({ [name]: "told" })).toEqual({ [name]: "told" });
  });

  // Made up; those that look like real ones are put together, so that no scanner finds them here.
  it.each([
    "bearer abcdefghijkl",
    "Bearer abc.def.ghi",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl",
    `whsec_${"a".repeat(32)}`,
    `sk_live_${"b".repeat(24)}`,
    `ghp_${"c".repeat(36)}`,
    "Basic dXNlcjpwYXNzd29yZA==",
    "basic dXNlcjpw",
  ])("hides %j within a text", (secret) => {
    const text = `the answer to ${secret} was 401`;
    expect(redact(text)).toBe("the answer to [redacted] was 401");
    expect(redact({ error: new Error(text) })).toEqual({
      error: "Error: the answer to [redacted] was 401",
    });
  });

  it.each([
    ["https://ada:hunter2@example.com/a?b=c", "https://[redacted]@example.com/a?b=c"],
    ["wss://ada:p@ss@example.com", "wss://[redacted]@example.com"],
    [
      "https://key@example.com/ and ada@example.com",
      "https://[redacted]@example.com/ and ada@example.com",
    ],
    ["/reset?token=abc&next=1", "/reset?token=[redacted]&next=1"],
    ["/a?b=1&access_token=abc", "/a?b=1&access_token=[redacted]"],
    ["/a#id_token=abc", "/a#id_token=[redacted]"],
    ["/a?X-Amz-Signature=abc&api_key=d e", "/a?X-Amz-Signature=[redacted]&api_key=[redacted] e"],
  ])("hides what is secret in %s", (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it.each([
    "basic authentication is needed",
    "Basic Understanding",
    "the bearer said nothing",
    "https://example.com/@ada?author=ada&page=2",
    "http://localhost:8787/tokens?tokenize=yes",
    "token = none",
  ])("leaves the text %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  // The clock stands still meanwhile. If the time grew with the square, this would take minutes.
  it.each([
    "eyJaaaaa-",
    "://a",
    "?a",
    "&token",
    "Basic a",
    "bearer ",
    "a:b@",
    "ghp_a",
    "signature",
  ])("comes to an end with many times %j", (part) => {
    const text = part.repeat(1_000_000 / part.length);
    expect(redact([text, { [text]: "" }])).toHaveLength(2);
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
