import { env, exports } from "cloudflare:workers";
import { sign } from "hono/jwt";

/** A token as the Worker accepts it, for one hour. */
export function token(id: string, roles: readonly string[] = []): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return sign({ sub: id, roles: [...roles], exp }, env.AUTH_SECRET, "HS256");
}

/** The headers of a caller. */
export async function as(
  id: string,
  roles: readonly string[] = [],
): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await token(id, roles)}` };
}

/** Sends a request to the Worker under test. */
export function request(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(new URL(path, "https://example.com"), init));
}

/** Sends JSON to the Worker under test. */
export function send(
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return request(path, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** A name that no other test uses: storage is shared by the tests of a file. */
export function unique(prefix = "test"): string {
  return `${prefix}-${crypto.randomUUID()}`;
}
