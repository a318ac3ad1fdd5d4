import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { handleError } from "../../src/http/errors";
import { checkOrigin, isAllowedOrigin } from "../../src/http/origin";

const URL = "https://example.com/path";

describe("isAllowedOrigin", () => {
  it("lets the Worker's own pages pass, and those of listed origins", () => {
    const listed = "https://a.example, https://b.example";
    expect(isAllowedOrigin("https://example.com", URL, "")).toBe(true);
    expect(isAllowedOrigin("https://a.example", URL, listed)).toBe(true);
    expect(isAllowedOrigin("https://b.example", URL, listed)).toBe(true);
  });

  it("lets nobody else pass", () => {
    for (const origin of [
      "",
      "null",
      "http://example.com",
      "https://example.com:8443",
      "https://example.com.evil.example",
      "https://a.example",
    ]) {
      expect(isAllowedOrigin(origin, URL, "https://b.example"), origin).toBe(false);
    }
  });

  it("takes an empty list for nobody, not for pages without an origin", () => {
    expect(isAllowedOrigin("", URL, "")).toBe(false);
  });

  it("takes a list that is not configured for an empty one", () => {
    expect(isAllowedOrigin("https://example.com", URL, undefined)).toBe(true);
    for (const origin of ["", "null", "undefined", "https://a.example"]) {
      expect(isAllowedOrigin(origin, URL, undefined), origin).toBe(false);
    }
  });
});

describe("checkOrigin", () => {
  /** What a client with these headers gets, and how often it came past the check. */
  async function ask(headers: Record<string, string>, allowed: string | undefined) {
    let passed = 0;
    const app = new Hono<{ Bindings: Env }>().onError(handleError);
    app.use(checkOrigin(() => allowed));
    app.get("/path", (c) => c.text(`passed ${(passed += 1)}`));
    const response = await app.request(URL, { headers: { ...headers, Upgrade: "websocket" } }, {});
    return { status: response.status, passed, text: await response.text() };
  }

  it("refuses pages of origins that are not listed, before anything is opened", async () => {
    const listed = "https://a.example";
    for (const Origin of ["https://b.example", "https://a.example.evil.example", "null", ""]) {
      const { status, passed, text } = await ask({ Origin }, listed);
      expect({ status, passed }, Origin).toEqual({ status: 403, passed: 0 });
      expect(text).toContain('"forbidden"');
    }
  });

  it("lets the Worker's own pages pass, and those of listed origins", async () => {
    for (const Origin of ["https://example.com", "https://a.example"]) {
      expect(await ask({ Origin }, "https://a.example"), Origin).toMatchObject({ passed: 1 });
    }
  });

  it("lets clients pass that are not pages", async () => {
    expect(await ask({}, "")).toMatchObject({ status: 200, passed: 1 });
  });

  it("refuses pages of other origins where no list is configured", async () => {
    const Origin = "https://a.example";
    expect(await ask({ Origin }, undefined)).toMatchObject({ status: 403, passed: 0 });
  });
});
