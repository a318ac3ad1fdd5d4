import { DurableObject } from "cloudflare:workers";

// The Worker under test, and one more class that only the tests of src/kit use.
export * from "../src/index";
export { default } from "../src/index";

/** An empty Durable Object whose alarm does what the test says. */
export class Probe extends DurableObject<Env> {
  onAlarm: (info?: AlarmInvocationInfo) => void | Promise<void> = () => {};

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.onAlarm(info);
  }
}
