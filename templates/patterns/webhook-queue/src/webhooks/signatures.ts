/** A message as it arrived: signatures cover bytes, so nothing may be parsed first. */
export interface SignedMessage {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Why a message is not taken: no signature, signed at another time, or signed by somebody else. */
export type Refusal = "unsigned" | "stale" | "forged";

/** Returns why a message is refused, or undefined if one of the secrets has signed it. */
export type Verify = (
  message: SignedMessage,
  secrets: readonly string[],
  now: number,
) => Promise<Refusal | undefined>;

/** How far the signed time may be from ours, either way. Both schemes that sign a time say 5 minutes. */
const TOLERANCE_SECONDS = 5 * 60;
/** Signatures that are looked at; a sender that rotates its key sends two. */
const MAX_SIGNATURES = 8;

const utf8 = new TextEncoder();

/**
 * Standard Webhooks, and the same under Svix's own header names.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooks: Verify = async ({ headers, body }, secrets, now) => {
  const id = standardHeader(headers, "id");
  const timestamp = standardHeader(headers, "timestamp");
  const signatures = tagged(standardHeader(headers, "signature")?.split(" "), "v1,");
  if (!id || !timestamp || signatures.length === 0) return "unsigned";
  if (isStale(timestamp, now)) return "stale";

  const content = concatenate(utf8.encode(`${id}.${timestamp}.`), body);
  return refuseUnlessSigned(content, signatures.map(fromBase64), secrets.map(standardKey));
};

/** A header of Standard Webhooks. Svix has names of its own for them. */
export function standardHeader(
  headers: Headers,
  name: "id" | "timestamp" | "signature",
): string | undefined {
  return headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? undefined;
}

/** https://docs.stripe.com/webhooks/signature */
export const stripe: Verify = async ({ headers, body }, secrets, now) => {
  const fields = headers.get("stripe-signature")?.split(",");
  const [timestamp] = tagged(fields, "t=");
  const signatures = tagged(fields, "v1=");
  if (timestamp === undefined || signatures.length === 0) return "unsigned";
  if (isStale(timestamp, now)) return "stale";

  const content = concatenate(utf8.encode(`${timestamp}.`), body);
  return refuseUnlessSigned(
    content,
    signatures.map(fromHex),
    secrets.map((secret) => utf8.encode(secret)),
  );
};

/**
 * GitHub signs the body alone: neither a time nor the delivery id. So nothing
 * is ever stale, and what protects against a replay is that the queue
 * remembers delivery ids.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const github: Verify = async ({ headers, body }, secrets) => {
  const signatures = tagged(headers.get("x-hub-signature-256")?.split(","), "sha256=");
  if (signatures.length === 0) return "unsigned";
  return refuseUnlessSigned(
    body,
    signatures.map(fromHex),
    secrets.map((secret) => utf8.encode(secret)),
  );
};

/** `whsec_` marks base64. Without it the secret is used as it is, as Polar's older ones are. */
function standardKey(secret: string): Uint8Array | undefined {
  return secret.startsWith("whsec_") ? fromBase64(secret.slice(6)) : utf8.encode(secret);
}

/** The values that carry the tag, without it. */
function tagged(fields: readonly string[] | undefined, tag: string): string[] {
  return (fields ?? [])
    .map((field) => field.trim())
    .filter((field) => field.startsWith(tag))
    .slice(0, MAX_SIGNATURES)
    .map((field) => field.slice(tag.length));
}

function isStale(timestamp: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return true;
  return Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS;
}

async function refuseUnlessSigned(
  content: Uint8Array,
  signatures: readonly (Uint8Array | undefined)[],
  keys: readonly (Uint8Array | undefined)[],
): Promise<Refusal | undefined> {
  for (const secret of keys) {
    if (secret === undefined || secret.length === 0) continue;
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["verify"]);
    for (const signature of signatures) {
      // `verify` compares in constant time; comparing the text of two signatures would not.
      if (signature && (await crypto.subtle.verify("HMAC", key, signature, content)))
        return undefined;
    }
  }
  return "forged";
}

function concatenate(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function fromHex(text: string): Uint8Array | undefined {
  if (!/^(?:[\da-f]{2})+$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
