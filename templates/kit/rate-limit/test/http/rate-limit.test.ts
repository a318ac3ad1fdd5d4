import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authenticate, type Authenticated } from "../../src/http/auth";
import { handleError } from "../../src/http/errors";
import { byNetwork, limitRate, networkOf, PERIOD_MS } from "../../src/http/rate-limit";
import config from "../../wrangler.jsonc?raw";
import { as, unique } from "../client";

afterEach(() => vi.restoreAllMocks());

/** A Worker with a route for callers and one for anybody. */
const app = new Hono<Authenticated>();
app.onError(handleError);
app.get("/me", authenticate, limitRate("PROBE_RATE_LIMIT"), (c) => c.text("passed"));
app.get("/anybody", limitRate("PROBE_RATE_LIMIT", byNetwork), (c) => c.text("passed"));

const me = async (caller: string, bindings: object = env) =>
  app.request("/me", { headers: await as(caller) }, bindings);
const from = (address: string) =>
  app.request("/anybody", { headers: { "CF-Connecting-IP": address } }, env);

/** Asks until it is refused: the limit is 3 a minute, and a new minute may begin on the way. */
async function useUp(ask: () => Promise<Response> | Response): Promise<Response> {
  for (let passed = 0; passed <= 6; passed += 1) {
    const response = await ask();
    if (response.status === 429) {
      expect(passed).toBeGreaterThanOrEqual(3);
      return response;
    }
    expect(await response.text()).toBe("passed");
  }
  throw new Error("the limit was never reached");
}

describe("limitRate", () => {
  it("refuses a caller above the limit, says when to come back, and lets others pass", async () => {
    const caller = unique();
    const refused = await useUp(() => me(caller));
    expect(refused.headers.get("Retry-After")).toBe(`${PERIOD_MS / 1_000}`);
    expect(await refused.json()).toEqual({
      error: { code: "rate_limited", message: "too many requests", retryAfterMs: PERIOD_MS },
    });
    expect((await me(unique())).status).toBe(200);
  });

  it("counts networks where nobody has said who they are", async () => {
    const part = () => Math.floor(Math.random() * 0x10000).toString(16);
    const network = `2001:db8:${part()}:${part()}`;
    let host = 0;
    await useUp(() => from(`${network}::${(host += 1)}`));
    expect((await from(`2001:db8:${part()}:${part()}::1`)).status).toBe(200);
  });

  it("lets everybody pass while the platform cannot tell", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const limit = () => Promise.reject(new Error("no answer"));
    expect((await me(unique(), { ...env, PROBE_RATE_LIMIT: { limit } })).status).toBe(200);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ message: "rate limit not checked", error: "Error: no answer" }),
    );
    // #if observability
    // As every line that goes through log().
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ version: expect.anything() }));
    // #end
  });

  it("lets nobody pass where the binding is missing", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    expect((await me(unique(), { ...env, PROBE_RATE_LIMIT: undefined })).status).toBe(500);
    expect(JSON.stringify(error.mock.calls)).toContain("PROBE_RATE_LIMIT");
  });

  it("knows the period that wrangler.jsonc says", () => {
    for (const [, seconds] of config.matchAll(/"period":\s*(\d+)/g))
      expect(Number(seconds) * 1_000, "PERIOD_MS in src/http/rate-limit.ts").toBe(PERIOD_MS);
  });
});

describe("networkOf", () => {
  const networks = {
    "203.0.113.7": "203.0.113.7",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:1:2::6": "2001:db8:1:2::/64",
    "2001:0DB8:0001:0002::": "2001:db8:1:2::/64",
    "2001:db8::6": "2001:db8:0:0::/64",
    "2001:db8:0:1::": "2001:db8:0:1::/64",
    "::1": "0:0:0:0::/64",
    "::ffff:203.0.113.7": "203.0.113.7",
    local: "local",
  };
  for (const [address, network] of Object.entries(networks)) {
    it(`is ${network} for ${address}`, () => expect(networkOf(address)).toBe(network));
  }
});
