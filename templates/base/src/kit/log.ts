// #if identity
import { contextFields } from "./context";
// #end
// #if observability
import { completeLine } from "./observe";
// #end

/** How serious a line is. */
export type LogLevel = "info" | "warn" | "error";

/** What a line says besides its message. No bodies, no tokens, no secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes a line to the log, as an object: Workers Logs makes each of its fields
 * one that can be searched and filtered by.
 * https://developers.cloudflare.com/workers/observability/logs/workers-logs/
 */
export function log(level: LogLevel, message: string, fields: LogFields = {}): void {
  const line: Record<string, unknown> = { message, ...fields };
  // #if identity
  Object.assign(line, contextFields());
  // #end
  // #if observability
  completeLine(line);
  // #end
  console[level](line);
}
