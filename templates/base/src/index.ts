import { Hono } from "hono";
// #if identity
import { identifyCall } from "./http/call";
// #end
import { handleError, handleNotFound } from "./http/errors";
// #if observability
import { observeRequests } from "./http/observe";
// #end

const app = new Hono<{ Bindings: Env }>();

app.onError(handleError);
app.notFound(handleNotFound);
// #if identity
app.use(identifyCall);
// #end
// #if observability
app.use(observeRequests);
// #end

app.get("/health", (c) => c.json({ ok: true }));

export default app satisfies ExportedHandler<Env>;
