import * as v from "valibot";
import { log } from "../kit/log";
import { fail, ok, type Result } from "../kit/result";
import { parse } from "../kit/validate";
import { Delivery, DeliveryKey } from "./delivery";
import type { SignedMessage } from "./signatures";
import { isSourceName, sources, type WebhookSource } from "./sources";

/** Shorter ones can be guessed. It also refuses a secret with spaces in it, which is read as several. */
const MIN_SECRET_LENGTH = 16;

const REFUSALS = {
  unsigned: "the signature is missing",
  stale: "the message was signed too long ago, or in the future",
  forged: "the signature does not match",
} as const;

/** Turns a request into a delivery, if its source is configured and has signed it. */
export async function receive(
  name: string,
  message: SignedMessage,
  env: object,
  now: number,
): Promise<Result<Delivery>> {
  if (!isSourceName(name)) return fail({ code: "not_found", message: "there is no such source" });
  const source: WebhookSource = sources[name];
  const secrets = secretsOf(source, env);
  if (secrets.length === 0) {
    log(
      "error",
      `webhooks are refused: ${source.secret} must hold one or more secrets of at least ${MIN_SECRET_LENGTH} characters; run \`npx wrangler secret put ${source.secret}\``,
      {
        source: name,
      },
    );
    return fail({ code: "unavailable", message: "this source is not configured" });
  }
  const refusal = await source.verify(message, secrets, now);
  if (refusal !== undefined) {
    log("warn", "webhook refused", { source: name, reason: refusal });
    return fail({ code: "unauthenticated", message: REFUSALS[refusal] });
  }
  return read(name, source, message);
}

/** All secrets of a source, or none if one of them is too short. */
function secretsOf(source: WebhookSource, env: object): string[] {
  const value: unknown = Reflect.get(env, source.secret);
  if (typeof value !== "string") return [];
  const secrets = value.split(/[\s,]+/).filter((secret) => secret !== "");
  return secrets.every((secret) => secret.length >= MIN_SECRET_LENGTH) ? secrets : [];
}

function read(name: string, source: WebhookSource, { headers, body }: SignedMessage) {
  const text = decode(body);
  if (text === undefined) return fail({ code: "invalid_input", message: "the body is not JSON" });
  const event = { headers, payload: text.payload };
  const id = source.id(event);
  const key = source.key(event);
  return ok(
    parse(Delivery, {
      source: name,
      id,
      key: v.is(DeliveryKey, key) ? key : id,
      type: source.type(event),
      payload: text.body,
    }),
  );
}

function decode(bytes: Uint8Array): { body: string; payload: unknown } | undefined {
  try {
    const body = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    return { body, payload: JSON.parse(body) };
  } catch {
    return undefined;
  }
}
