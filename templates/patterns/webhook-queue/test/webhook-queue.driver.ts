import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, vi } from "vitest";
import { handlers } from "../src/handlers";
import type { QueueLimits } from "../src/webhooks/limits";
import type { WebhookDelivery, WebhookHandler } from "../src/webhooks/handler";
import type { WebhookQueue } from "../src/webhook-queue";
import { unique } from "./client";

type Partition = DurableObjectStub<WebhookQueue>;

/** A partition that no other test uses. */
export function newPartition(): Partition {
  return env.WEBHOOK_QUEUE.getByName(unique());
}

/** A delivery as a partition takes it. */
export function incoming(id: string, key = "cus_1", payload: unknown = { type: "test" }) {
  const delivery = { source: "standard" as const, id, key, type: "test" };
  return {
    delivery: { ...delivery, payload: JSON.stringify(payload) },
    generation: 0,
    plan: [1],
  };
}

/**
 * Puts a handler in place of yours for the source `standard`, until
 * `vi.restoreAllMocks()`. It works in every object, also after an eviction,
 * since `src/handlers.ts` is looked up at each attempt and tests and objects
 * share their modules. Returns the deliveries that it gets, as it gets them.
 */
export function handleWith(handler: WebhookHandler = () => {}): WebhookDelivery[] {
  const got: WebhookDelivery[] = [];
  const since = testBegan();
  vi.spyOn(handlers, "standard").mockImplementation((delivery, bindings) => {
    // Retries of what another test has left: objects of all tests share the handlers.
    if (delivery.receivedAt < since) return;
    got.push(delivery);
    return handler(delivery, bindings);
  });
  return got;
}

let current: { readonly test: string; readonly began: number } | undefined;

/** When the test that is running first asked for a handler. It does so before it sends anything. */
function testBegan(): number {
  const { testPath, currentTestName } = expect.getState();
  const test = `${testPath} ${currentTestName}`;
  if (current?.test !== test) current = { test, began: Date.now() };
  return current.began;
}

/** A handler that fails for some deliveries, and so often. */
export function failing(id: string, attempts = Infinity): WebhookHandler {
  return (delivery) => {
    if (delivery.id === id && delivery.attempt <= attempts) throw new Error(`no luck with ${id}`);
  };
}

/** The state of a live object, for handlers, which run in it: they cannot call its stub. */
export function stateOf(stub: Partition): Promise<DurableObjectState> {
  return runInDurableObject(stub, (_, state) => state);
}

/**
 * What a handler does that takes its object down. What it does to the outside
 * world happens after its attempt is on disk, by the output gate; so does this.
 */
export async function crash(state: DurableObjectState): Promise<void> {
  await state.storage.sync();
  state.abort("the machine is gone");
}

/** Waits for a crash. A stub that has seen one stays broken, so go on with the one returned. */
export async function workUntilCrash(stub: Partition): Promise<Partition> {
  await expect(async () => void (await work(stub))).rejects.toThrow("the machine is gone");
  return env.WEBHOOK_QUEUE.get(stub.id);
}

/** Changes limits of an object until it is evicted. */
export async function limit(stub: Partition, limits: Partial<QueueLimits>): Promise<void> {
  await runInDurableObject(stub, (instance: WebhookQueue) => {
    instance.limits = { ...instance.limits, ...limits };
  });
}

/** Runs what is due, or joins the alarm that is doing so, and waits for the end of it. */
export async function work(stub: Partition): Promise<void> {
  await runInDurableObject(stub, (instance: WebhookQueue) => instance.alarm());
}

/** Makes tasks due, as if their time had come. */
export async function elapse(stub: Partition, kind: "lane" | "expire" = "lane"): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => endWait(storage, kind));
}

function endWait({ sql }: DurableObjectStorage, kind: string): void {
  sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind = ?", kind);
}

/** Runs everything, retries too, until nothing is pending. */
export async function finish(stub: Partition): Promise<void> {
  // All of it is one event, since each call from outside costs more than what it does.
  await runInDurableObject(stub, async (instance: WebhookQueue, { storage }) => {
    while (instance.stats().pending > 0) {
      endWait(storage, "lane");
      await instance.alarm();
    }
  });
}

/** How the attempts at a delivery ended, the first one first. */
export async function outcomes(stub: Partition, id: string): Promise<string[]> {
  const result = await stub.getDelivery({ source: "standard", id });
  return result.ok ? result.value.history.map((attempt) => attempt.outcome).reverse() : [];
}

export async function statusOf(stub: Partition, id: string): Promise<string> {
  const result = await stub.getDelivery({ source: "standard", id });
  return result.ok ? result.value.status : result.error.code;
}
