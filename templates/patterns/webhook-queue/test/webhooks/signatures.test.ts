import { describe, expect, it } from "vitest";
import { github, standardWebhooks, stripe, type Verify } from "../../src/webhooks/signatures";

/** A message that somebody else has signed and published, and when they did. */
interface Vector {
  readonly verify: Verify;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signedAt: number;
}

/** From the tests of the Standard Webhooks libraries. */
const STANDARD: Vector = {
  verify: standardWebhooks,
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  body: '{"test": 2432232314}',
  signedAt: 1_614_265_330_000,
};

/** From the tests of Stripe's .NET library: the event is spelled there as JSON.stringify would. */
const STRIPE: Vector = {
  verify: stripe,
  secret: "webhook_secret",
  headers: {
    "stripe-signature":
      "t=1533204620,v1=f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613,v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef",
  },
  body: `${JSON.stringify(
    {
      id: "evt_123",
      object: "event",
      account: "acct_123",
      api_version: "2017-05-25",
      created: 1533204620,
      data: {
        object: {
          id: "ii_123",
          object: "invoiceitem",
          amount: 1000,
          currency: "usd",
          customer: "cus_123",
          date: 1533204620,
          description: "Test Invoice Item",
          discountable: false,
          invoice: "in_123",
          livemode: false,
          metadata: {},
          period: { start: 1533204620, end: 1533204620 },
          plan: null,
          proration: false,
          quantity: null,
          subscription: null,
        },
      },
      livemode: false,
      pending_webhooks: 1,
      request: { id: "req_123", idempotency_key: "idempotency-key-123" },
      type: "invoiceitem.created",
    },
    null,
    2,
  )}\n`,
  signedAt: 1_533_204_620_000,
};

/** From GitHub's documentation. */
const GITHUB: Vector = {
  verify: github,
  secret: "It's a Secret to Everybody",
  headers: {
    "x-hub-signature-256":
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
  },
  body: "Hello, World!",
  signedAt: 0,
};

/** Checks a vector, changed as told. */
function check(vector: Vector, change: Partial<Vector & { secrets: string[]; now: number }> = {}) {
  const { verify, secret, headers, body, signedAt } = { ...vector, ...change };
  const message = { headers: new Headers(headers), body: new TextEncoder().encode(body) };
  return verify(message, change.secrets ?? [secret], change.now ?? signedAt);
}

const MINUTE = 60_000;
const vectors = { "Standard Webhooks": STANDARD, Stripe: STRIPE, GitHub: GITHUB };

for (const [name, vector] of Object.entries(vectors)) {
  describe(name, () => {
    it("accepts the published example", async () => {
      expect(await check(vector)).toBeUndefined();
    });

    it("refuses another body and another secret", async () => {
      expect(await check(vector, { body: `${vector.body} ` })).toBe("forged");
      expect(await check(vector, { secret: "whsec_bm90IHRoZSByaWdodCBzZWNyZXQ=" })).toBe("forged");
    });

    it("accepts any of several secrets", async () => {
      const other = "another-secret-0123456789";
      expect(await check(vector, { secrets: [other, vector.secret] })).toBeUndefined();
      expect(await check(vector, { secrets: [vector.secret, other] })).toBeUndefined();
      expect(await check(vector, { secrets: [other] })).toBe("forged");
      expect(await check(vector, { secrets: [] })).toBe("forged");
    });

    it("refuses a message without a signature", async () => {
      expect(await check(vector, { headers: {} })).toBe("unsigned");
    });
  });
}

for (const [name, vector] of Object.entries({ "Standard Webhooks": STANDARD, Stripe: STRIPE })) {
  it(`${name}: accepts 5 minutes either way and no more`, async () => {
    for (const direction of [-1, 1]) {
      const edge = vector.signedAt + direction * 5 * MINUTE;
      expect(await check(vector, { now: edge })).toBeUndefined();
      expect(await check(vector, { now: edge + direction * 1_000 })).toBe("stale");
    }
  });
}

describe("Standard Webhooks headers", () => {
  const { "webhook-signature": signature, ...rest } = STANDARD.headers;

  it("may carry several signatures, while the sender rotates its key", async () => {
    const several = `v1,bm9wZQ== v1a,asymmetric ${signature}`;
    const headers = { ...rest, "webhook-signature": several };
    expect(await check(STANDARD, { headers })).toBeUndefined();
  });

  it("may have Svix's names", async () => {
    const headers = Object.fromEntries(
      Object.entries(STANDARD.headers).map(([name, value]) => [
        name.replace("webhook-", "svix-"),
        value,
      ]),
    );
    expect(await check(STANDARD, { headers })).toBeUndefined();
  });

  it("are signed themselves", async () => {
    const headers = { ...STANDARD.headers, "webhook-id": "msg_another" };
    expect(await check(STANDARD, { headers })).toBe("forged");
  });

  it("are refused when they make no sense", async () => {
    const refused = {
      "v1,not base64!": "forged",
      "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=": "unsigned",
      "": "unsigned",
    };
    for (const [value, refusal] of Object.entries(refused)) {
      const headers = { ...rest, "webhook-signature": value };
      expect(await check(STANDARD, { headers })).toBe(refusal);
    }
    const headers = { ...STANDARD.headers, "webhook-timestamp": "1614265330.5" };
    expect(await check(STANDARD, { headers })).toBe("stale");
  });

  it("looks at no more than a few signatures", async () => {
    const many = [...Array<string>(8).fill("v1,bm9wZQ=="), signature].join(" ");
    const headers = { ...rest, "webhook-signature": many };
    expect(await check(STANDARD, { headers })).toBe("forged");
  });
});

it("uses a Standard Webhooks secret without whsec_ as it is, like Polar's older ones", async () => {
  // The same key as bytes: what the library's base64 text decodes to cannot be typed, so sign here.
  const secret = "polar_whs_0123456789";
  const content = "msg_1.1614265330.{}";
  const utf8 = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8.encode(secret), algorithm, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(content)));
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": "1614265330",
    "webhook-signature": `v1,${btoa(String.fromCharCode(...mac))}`,
  };
  expect(await check(STANDARD, { secret, headers, body: "{}" })).toBeUndefined();
});

it("Stripe: accepts one right signature of several", async () => {
  const header = STRIPE.headers["stripe-signature"] ?? "";
  const headers = { "stripe-signature": header.replace(",v1=", `,v1=${"0".repeat(64)},v1=`) };
  expect(await check(STRIPE, { headers })).toBeUndefined();
  expect(await check(STRIPE, { headers: { "stripe-signature": "t=1533204620,v1=xyz" } })).toBe(
    "forged",
  );
});
