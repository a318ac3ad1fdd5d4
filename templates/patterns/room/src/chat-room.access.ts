import type { Caller } from "./http/auth";

/**
 * Whether a caller may read and write in a room. Every route asks, the socket
 * only when it opens. As generated, a valid token opens every room: put the
 * rule of your product here.
 */
export function mayEnter(_caller: Caller, _room: string): boolean | Promise<boolean> {
  return true;
}
