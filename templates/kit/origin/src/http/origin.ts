/**
 * Whether pages of an origin may use this Worker: its own pages, and those of
 * the listed origins. Browsers let any page open a WebSocket to any server, and
 * send the page's origin along for the server to judge (RFC 6455, section 10.2).
 */
export function isAllowedOrigin(origin: string, url: string, allowed: string): boolean {
  if (origin === new URL(url).origin) return true;
  return origin !== "" && allowed.split(",").some((entry) => entry.trim() === origin);
}
