import { createMiddleware } from "hono/factory";
import { HttpFailure } from "./errors";

/**
 * Whether pages of an origin may use this Worker: its own pages, and those of
 * the listed origins. Browsers let any page open a WebSocket to any server, and
 * send the page's origin along for the server to judge (RFC 6455, section 10.2).
 * A list that is not configured lists nobody: environments inherit no variables.
 */
export function isAllowedOrigin(origin: string, url: string, allowed: string | undefined): boolean {
  if (origin === new URL(url).origin) return true;
  return origin !== "" && allowed?.split(",").some((entry) => entry.trim() === origin) === true;
}

/**
 * Lets no page open a WebSocket whose origin is not allowed. Browsers always
 * name the page's origin on one; other clients have none, and pass.
 */
export function checkOrigin(allowed: (env: Env) => string | undefined) {
  return createMiddleware<{ Bindings: Env }>(async (c, next) => {
    const origin = c.req.header("Origin");
    if (origin !== undefined && !isAllowedOrigin(origin, c.req.url, allowed(c.env))) {
      throw new HttpFailure({ code: "forbidden", message: "pages of this origin may not connect" });
    }
    await next();
  });
}
