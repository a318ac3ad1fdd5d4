import { expect, it } from "vitest";
import { isAllowedOrigin } from "../../src/http/origin";

const URL = "https://example.com/path";

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
