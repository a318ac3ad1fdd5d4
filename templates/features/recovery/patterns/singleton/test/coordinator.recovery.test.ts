import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { as, send, unique } from "./client";
import { confirmed, EARLIER, fakeHistory } from "./history";

afterEach(() => vi.restoreAllMocks());

it("never goes back, since fencing tokens would come twice, and says so", async () => {
  const wentTo = await fakeHistory();
  const scope = unique("scope");
  const path = `/coordinator/admin/${scope}/recovery`;
  const admin = await as("operator", ["admin"]);
  const response = await send("POST", path, { bookmark: EARLIER }, admin);
  expect(response.status).toBe(409);
  expect(await response.text()).toContain("fencing tokens");

  using recovery = await env.COORDINATOR.getByName(scope).recovery();
  expect(await recovery.restore(confirmed(), () => {})).toMatchObject({
    ok: false,
    error: { code: "conflict" },
  });
  expect(wentTo).toEqual([]);
});
