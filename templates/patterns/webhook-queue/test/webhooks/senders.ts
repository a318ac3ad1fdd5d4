import { env } from "cloudflare:workers";

/** A request as a sender makes it: a body, and the headers that sign it. */
export interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const utf8 = new TextEncoder();

/** Signs as a sender of Standard Webhooks does. */
export async function signStandard(
  id: string,
  payload: unknown,
  { secret = env.WEBHOOK_SECRET_STANDARD, at = Date.now() } = {},
): Promise<Signed> {
  const body = JSON.stringify(payload);
  const timestamp = seconds(at);
  const key = Uint8Array.from(atob(secret.slice("whsec_".length)), (byte) => byte.charCodeAt(0));
  const signature = btoa(String.fromCharCode(...(await hmac(key, `${id}.${timestamp}.${body}`))));
  return {
    headers: {
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body,
  };
}

export async function signStripe(
  payload: unknown,
  { secret = env.WEBHOOK_SECRET_STRIPE, at = Date.now() } = {},
): Promise<Signed> {
  const body = JSON.stringify(payload);
  const timestamp = seconds(at);
  const signature = hex(await hmac(utf8.encode(secret), `${timestamp}.${body}`));
  return { headers: { "stripe-signature": `t=${timestamp},v1=${signature}` }, body };
}

export async function signGithub(
  id: string,
  type: string,
  payload: unknown,
  { secret = env.WEBHOOK_SECRET_GITHUB } = {},
): Promise<Signed> {
  const body = JSON.stringify(payload);
  const signature = hex(await hmac(utf8.encode(secret), body));
  return {
    headers: {
      "x-github-delivery": id,
      "x-github-event": type,
      "x-hub-signature-256": `sha256=${signature}`,
    },
    body,
  };
}

function seconds(at: number): string {
  return String(Math.floor(at / 1_000));
}

async function hmac(secret: Uint8Array, content: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(content)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
