import { createMiddleware } from "hono/factory";
import { currentContext, within } from "../kit/context";
import { log } from "../kit/log";
import { logSampled } from "../kit/sampling";
import { routeOf } from "./errors";

/** Writes a line about every request: its route, not its path, which may name somebody. */
export const observeRequests = createMiddleware(async (c, next) => {
  const call = currentContext().call ?? {
    requestId: c.req.header("CF-Ray") ?? crypto.randomUUID(),
  };
  await within({ call }, async () => {
    const startedAt = Date.now();
    await next();
    const { status } = c.res;
    const fields = {
      method: c.req.method,
      route: routeOf(c),
      status,
      outcome: status < 400 ? "ok" : status < 500 ? "refused" : "error",
      durationMs: Date.now() - startedAt,
    };
    if (status < 500) logSampled("request", fields);
    else log("error", "request", fields);
  });
});
