import { DurableObject } from "cloudflare:workers";
// #if recovery
import { Recovery } from "../src/kit/recovery";
// #end

// The Worker under test, and one more class that only the tests of src/kit use.
export * from "../src/index";
export { default } from "../src/index";

/** An empty Durable Object whose handlers do what the test says, until it is evicted. */
export class Probe extends DurableObject<Env> {
  onAlarm: (info?: AlarmInvocationInfo) => void | Promise<void> = () => {};
  onFetch: (request: Request) => Response = () => new Response(null, { status: 404 });
  onMessage: (socket: WebSocket, data: string | ArrayBuffer) => void = () => {};
  onClose: (socket: WebSocket, code: number, reason: string) => void = () => {};

  // #if recovery
  recovery(): Recovery {
    return new Recovery(this.ctx, { warning: "a probe" }, () => {});
  }

  // #end
  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.onAlarm(info);
  }

  override fetch(request: Request): Response {
    return this.onFetch(request);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    this.onMessage(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.onClose(socket, code, reason);
  }
}
