import * as v from "valibot";
import { isSourceName, type SourceName } from "./sources";

/** The largest body that is taken. GitHub's may be larger; nobody else's is in practice. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** A source that is registered. */
export const Source = v.pipe(
  v.string(),
  v.custom<SourceName>((name) => typeof name === "string" && isSourceName(name), "no such source"),
);

/** What a sender calls a delivery. It is part of URLs and log lines. */
export const DeliveryId = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,256}$/, "use 1 to 256 printable characters without spaces"),
);

/** Whom a delivery is about. Deliveries of one source with one key stay in order. */
export const DeliveryKey = v.pipe(v.string(), v.minLength(1), v.maxLength(256));

/** One delivery, by whom it was sent and what they call it. */
export const DeliveryRef = v.strictObject({ source: Source, id: DeliveryId });
export type DeliveryRef = v.InferOutput<typeof DeliveryRef>;

/** A verified webhook. */
export const Delivery = v.strictObject({
  source: Source,
  id: DeliveryId,
  key: DeliveryKey,
  type: v.optional(v.pipe(v.string(), v.maxLength(256)), ""),
  payload: v.pipe(v.string(), v.maxBytes(MAX_PAYLOAD_BYTES), v.check(isJson, "not JSON")),
});
export type Delivery = v.InferOutput<typeof Delivery>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
