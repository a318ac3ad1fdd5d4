import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { currentContext, within } from "../kit/context";
import { logSampled } from "../kit/observe";

/** Writes a line about every request: its route, not its path, which may name somebody. */
export const observeRequests = createMiddleware(async (c, next) => {
  const call = currentContext().call ?? {
    requestId: c.req.header("CF-Ray") ?? crypto.randomUUID(),
  };
  await within({ call }, async () => {
    const startedAt = Date.now();
    await next();
    const { status } = c.res;
    logSampled("request", {
      method: c.req.method,
      route: matchedRoutes(c).at(-1)?.path,
      status,
      outcome: status < 400 ? "ok" : status < 500 ? "refused" : "error",
      durationMs: Date.now() - startedAt,
    });
  });
});
