import { Hono } from "hono";
// #if identity
import { identifyCall } from "./http/call";
// #end
import { handleError, handleNotFound } from "./http/errors";

const app = new Hono<{ Bindings: Env }>();

app.onError(handleError);
app.notFound(handleNotFound);
// #if identity
app.use(identifyCall);
// #end

app.get("/health", (c) => c.json({ ok: true }));

export default app satisfies ExportedHandler<Env>;
