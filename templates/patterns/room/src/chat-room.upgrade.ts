import * as v from "valibot";
import type { Caller } from "./http/auth";
// #if identity
import { callHeaders } from "./kit/identity.call";
// #end
import { Name, parse } from "./kit/validate";

const CALLER = "X-Verified-Caller";

/** What the object needs to know about who opens a socket. */
const Visitor = v.object({ id: Name, expiresAt: v.number() });
export type Visitor = v.InferOutput<typeof Visitor>;

/**
 * The request by which the Worker asks the object for a socket. It is made
 * anew: nothing that the client sent reaches the object, neither its token
 * nor a header that claims to be somebody.
 */
export function upgradeFor(caller: Caller): Request {
  const visitor: Visitor = { id: caller.id, expiresAt: caller.expiresAt };
  return new Request("https://object/socket", {
    headers: {
      Upgrade: "websocket",
      [CALLER]: JSON.stringify(visitor),
      // #if identity
      ...callHeaders(),
      // #end
    },
  });
}

/** Who the Worker says opens the socket. */
export function visitorOf(request: Request): Visitor {
  return parse(Visitor, JSON.parse(request.headers.get(CALLER) ?? "null"));
}
