import { Hono } from "hono";
import { handleError, handleNotFound } from "./http/errors";

const app = new Hono<{ Bindings: Env }>();

app.onError(handleError);
app.notFound(handleNotFound);

app.get("/health", (c) => c.json({ ok: true }));

export default app satisfies ExportedHandler<Env>;
