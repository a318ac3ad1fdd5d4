import { github, standardHeader, standardWebhooks, stripe, type Verify } from "./signatures";

/** A webhook whose signature is right. */
export interface WebhookEvent {
  readonly headers: Headers;
  /** The body as JSON. It is genuine, but its shape is the sender's business. */
  readonly payload: unknown;
}

/** Somebody who sends webhooks. */
export interface WebhookSource {
  /** The name of the secret that holds the signing secrets. */
  readonly secret: string;
  readonly verify: Verify;
  /** What the sender calls this delivery, also when it sends it again. */
  readonly id: (event: WebhookEvent) => string | undefined;
  /** What happened. */
  readonly type: (event: WebhookEvent) => string | undefined;
  /** Whom it happened to: deliveries with the same key are processed one after the other. */
  readonly key: (event: WebhookEvent) => string | undefined;
}

/**
 * Who may send webhooks, by the last part of the URL. To add a source, add it
 * here and to `src/handlers.ts`, and its secret to `wrangler.jsonc` and
 * `.dev.vars.example`; to drop one, remove it from these places.
 *
 * Edit `key` to suit your events. Without a key a delivery is a key of its own
 * and waits for no other.
 */
export const sources = {
  /** Standard Webhooks: Polar, Svix and many more. The customer is where Polar puts it. */
  standard: {
    secret: "WEBHOOK_SECRET_STANDARD",
    verify: standardWebhooks,
    id: ({ headers }) => standardHeader(headers, "id"),
    type: ({ payload }) => textAt(payload, "type"),
    key: ({ payload }) =>
      textAt(payload, "data", "customer_id") ?? textAt(payload, "data", "customer", "id"),
  },
  stripe: {
    secret: "WEBHOOK_SECRET_STRIPE",
    verify: stripe,
    id: ({ payload }) => textAt(payload, "id"),
    type: ({ payload }) => textAt(payload, "type"),
    key: ({ payload }) =>
      textAt(payload, "data", "object", "object") === "customer"
        ? textAt(payload, "data", "object", "id")
        : textAt(payload, "data", "object", "customer"),
  },
  github: {
    secret: "WEBHOOK_SECRET_GITHUB",
    verify: github,
    id: ({ headers }) => headers.get("x-github-delivery") ?? undefined,
    type: ({ headers }) => headers.get("x-github-event") ?? undefined,
    key: ({ payload }) => textAt(payload, "repository", "id"),
  },
} as const satisfies Record<string, WebhookSource>;

export type SourceName = keyof typeof sources;

export function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(sources, name);
}

/** The text or number at a path into JSON, as text; undefined if there is none. */
function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let here = value;
  for (const name of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Reflect.get(here, name);
  }
  if (typeof here === "number") return String(here);
  return typeof here === "string" && here !== "" ? here : undefined;
}
