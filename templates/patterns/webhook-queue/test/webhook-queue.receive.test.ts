import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as v from "valibot";
import { routes } from "../src/webhook-queue.routes";
import { request, unique } from "./client";
import { signGithub, signStandard, signStripe, type Signed } from "./webhooks/senders";

afterEach(() => vi.restoreAllMocks());

const Failure = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

function send(source: string, { headers, body }: Signed): Promise<Response> {
  return request(`/webhook-queue/${source}`, { method: "POST", headers, body });
}

/** Sends to the routes alone, with other secrets than those of the example. */
function sendWith(bindings: object, source: string, { headers, body }: Signed) {
  return routes.request(`/${source}`, { method: "POST", headers, body }, { ...env, ...bindings });
}

async function expectFailure(response: Response, status: number, message: string) {
  expect(response.status).toBe(status);
  expect(v.parse(Failure, await response.json()).error.message).toContain(message);
}

const MINUTE = 60_000;
const SMALL = { type: "order.paid", data: { customer_id: "cus_1" } };

describe("a webhook", () => {
  it("of each source is stored, then accepted; sent again it is a duplicate", async () => {
    const id = unique("evt");
    const signed = {
      standard: await signStandard(id, SMALL),
      stripe: await signStripe({ id, type: "invoice.paid", data: { object: { customer: "c" } } }),
      github: await signGithub(id, "push", { repository: { id: 42 } }),
    };
    for (const [source, message] of Object.entries(signed)) {
      const first = await send(source, message);
      expect([first.status, await first.json()]).toEqual([202, { id, status: "accepted" }]);
      const again = await send(source, message);
      expect([again.status, await again.json()]).toEqual([200, { id, status: "duplicate" }]);
    }
  });

  it("that is signed anew when it is sent again is a duplicate too", async () => {
    const id = unique("evt");
    expect((await send("standard", await signStandard(id, SMALL))).status).toBe(202);
    const later = await signStandard(id, SMALL, { at: Date.now() + MINUTE });
    expect((await send("standard", later)).status).toBe(200);
  });

  it("may be signed with any of several secrets", async () => {
    const old = "whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0";
    const message = await signStandard(unique(), SMALL, { secret: old });
    await expectFailure(await send("standard", message), 401, "does not match");
    for (const separator of [",", " ", ", "]) {
      const both = `${env.WEBHOOK_SECRET_STANDARD}${separator}${old}`;
      const response = await sendWith({ WEBHOOK_SECRET_STANDARD: both }, "standard", message);
      expect([200, 202]).toContain(response.status);
    }
  });
});

describe("refused is", () => {
  it("what is not signed, or not by the sender", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { body, headers } = await signStandard(unique(), SMALL);
    await expectFailure(await send("standard", { body, headers: {} }), 401, "missing");
    await expectFailure(await send("standard", { body: `${body} `, headers }), 401, "not match");
    await expectFailure(await send("stripe", { body, headers }), 401, "missing");
    await expectFailure(await send("github", { body, headers }), 401, "missing");
    expect(warn.mock.calls.flat()).toContainEqual(
      expect.objectContaining({
        message: "webhook refused",
        source: "standard",
        reason: "forged",
      }),
    );
  });

  it("what was signed more than 5 minutes ago, or ahead", async () => {
    for (const minutes of [-6, 6]) {
      const at = Date.now() + minutes * MINUTE;
      const standard = await signStandard(unique(), SMALL, { at });
      await expectFailure(await send("standard", standard), 401, "too long ago");
      const stripe = await signStripe({ id: unique() }, { at });
      await expectFailure(await send("stripe", stripe), 401, "too long ago");
    }
  });

  it("a body over 256 KiB, announced or not", async () => {
    const large = await signStandard(unique(), { text: "x".repeat(256 * 1024) });
    expect((await send("standard", large)).status).toBe(413);

    const chunk = new TextEncoder().encode("x".repeat(64 * 1024));
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
        sent += 1;
      },
    });
    const response = await request("/webhook-queue/standard", {
      method: "POST",
      headers: large.headers,
      body: endless,
    });
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(10);
  });

  it("a source that nobody has registered", async () => {
    for (const source of ["nobody", "toString", "__proto__"]) {
      const response = await send(source, await signStandard(unique(), SMALL));
      await expectFailure(response, 404, "no such source");
    }
  });

  it("a source without a secret, or with one that can be guessed", async () => {
    const message = await signGithub(unique(), "push", {});
    const secrets = ["", " , ", "short", `${env.WEBHOOK_SECRET_GITHUB},short`, undefined, 42];
    for (const secret of secrets) {
      const error = vi.spyOn(console, "error").mockImplementation(() => {});
      const response = await sendWith({ WEBHOOK_SECRET_GITHUB: secret }, "github", message);
      await expectFailure(response, 503, "not configured");
      const logged = JSON.stringify(error.mock.calls);
      expect(logged).toContain("WEBHOOK_SECRET_GITHUB must hold");
      expect(logged).not.toContain(env.WEBHOOK_SECRET_GITHUB);
    }
  });

  it("what is signed but is not a webhook", async () => {
    await expectFailure(await send("stripe", await signStripe({ type: "no id" })), 400, "id");
    await expectFailure(await send("stripe", await signStripe({ id: "a b" })), 400, "id");

    const key = new TextEncoder().encode(env.WEBHOOK_SECRET_GITHUB);
    for (const body of [new TextEncoder().encode("payload=%7B%7D"), new Uint8Array([0xff, 0x22])]) {
      const headers = {
        "x-github-delivery": unique(),
        "x-hub-signature-256": await sign(key, body),
      };
      const response = await request("/webhook-queue/github", { method: "POST", headers, body });
      await expectFailure(response, 400, "not JSON");
    }
  });

  it("everything, when the number of partitions makes no sense", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const message = await signGithub(unique(), "push", {});
    const response = await sendWith({ WEBHOOK_QUEUE_PARTITIONS: [0] }, "github", message);
    expect(response.status).toBe(500);
  });
});

async function sign(secret: Uint8Array, body: Uint8Array): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, body));
  return `sha256=${Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
