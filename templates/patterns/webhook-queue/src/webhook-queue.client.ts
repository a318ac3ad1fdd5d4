import * as v from "valibot";
// #if identity
import { currentCall, openSession } from "./http/call";
// #end
import { fail, type Result } from "./kit/result";
import type { Receipt } from "./webhook-queue";
import { partitionStub, type PartitionEnv } from "./webhook-queue.stub";
import type { Delivery, DeliveryRef } from "./webhooks/delivery";
import { partitionNames, partitionOf, PartitionPlan } from "./webhooks/partitions";
import type { DeliveryDetails, DeliverySummary, Page, QueueStats } from "./webhooks/views";

/** Partitions that are asked at the same time. */
const FAN_OUT = 16;

/** A place in a list that goes from partition to partition: which one, and where in it. */
export const PartitionCursor = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}(\.\d{1,15})?$/, "not a cursor"),
);

/** Where a partition's page of a list begins, and how long it may be. */
interface PageRequest {
  readonly cursor: number | null;
  readonly limit: number;
}

type Stub = ReturnType<typeof open>;

/** Something that a partition told, and which one. */
export type InPartition<Value> = Value & { readonly partition: string };

/**
 * All partitions of the queue as one. If one of them does not answer, the call
 * throws: half an answer would look like a whole one.
 */
export class WebhookQueueClient {
  readonly #env: PartitionEnv;
  readonly #plan: PartitionPlan;

  constructor(env: PartitionEnv & { readonly WEBHOOK_QUEUE_PARTITIONS: unknown }) {
    const plan = v.safeParse(PartitionPlan, env.WEBHOOK_QUEUE_PARTITIONS);
    if (!plan.success) throw new TypeError(`WEBHOOK_QUEUE_PARTITIONS: ${plan.issues[0].message}`);
    this.#env = env;
    this.#plan = plan.output;
  }

  /**
   * Stores a delivery in the partition that its key is in: the oldest one that
   * has work for it, else that of the newest generation. A partition may know
   * of a newer plan than this Worker, during a deployment or after a rollback;
   * then that one counts.
   */
  async enqueue(delivery: Delivery): Promise<InPartition<Receipt>> {
    let plan = this.#plan;
    for (let generation = 0; generation < plan.length; generation += 1) {
      const count = plan[generation] ?? 0;
      if (count === 0) continue;
      const partition = await partitionOf(generation, count, delivery.source, delivery.key);
      const stub = open(this.#env, partition);
      const result = await stub.enqueue({ delivery, generation, plan });
      if (result.ok) return { ...result.value, partition };
      if (result.error.plan.length > plan.length) plan = result.error.plan;
    }
    throw new Error("no partition has taken the delivery");
  }

  /** The sums over all partitions, and each of them. */
  async stats(): Promise<QueueStats & { readonly partitions: readonly InPartition<QueueStats>[] }> {
    const partitions = await this.#everywhere(async (partition) => ({
      partition,
      ...(await open(this.#env, partition).stats()),
    }));
    const oldest = partitions.flatMap(({ oldestPendingAt }) => oldestPendingAt ?? []);
    return {
      pending: partitions.reduce((sum, each) => sum + each.pending, 0),
      processed: partitions.reduce((sum, each) => sum + each.processed, 0),
      dead: partitions.reduce((sum, each) => sum + each.dead, 0),
      oldestPendingAt: oldest.length === 0 ? null : Math.min(...oldest),
      partitions,
    };
  }

  /** Partition by partition, within each the newest first. */
  listDeliveries(cursor: string | null, limit: number) {
    return this.#walk(cursor, limit, (stub, page) => stub.listDeliveries(page));
  }

  /** Partition by partition, within each the oldest first. */
  listDeadLetters(cursor: string | null, limit: number) {
    return this.#walk(cursor, limit, (stub, page) => stub.listDeadLetters(page));
  }

  /** Replays the dead letters that `listDeadLetters` would give, and returns them. */
  replayAll(cursor: string | null, limit: number) {
    return this.#walk(cursor, limit, (stub, page) => stub.replayAll(page));
  }

  // #if hibernation
  /** The partition of that name, for its feed; undefined if the plan has none. */
  partition(name: string): ReturnType<typeof partitionStub> | undefined {
    return partitionNames(this.#plan).includes(name) ? partitionStub(this.#env, name) : undefined;
  }

  // #end
  getDelivery(ref: DeliveryRef): Promise<Result<DeliveryDetails>> {
    return this.#find((stub) => stub.getDelivery(ref));
  }

  replay(ref: DeliveryRef): Promise<Result<DeliverySummary>> {
    return this.#find((stub) => stub.replay(ref));
  }

  /** Fills a page from the partition that the cursor names and those after it. */
  async #walk(
    cursor: string | null,
    limit: number,
    read: (stub: Stub, page: PageRequest) => Promise<Page<DeliverySummary>>,
  ): Promise<Page<InPartition<DeliverySummary>, string>> {
    const names = partitionNames(this.#plan);
    const [first = 0, start] = cursor?.split(".").map(Number) ?? [];
    const items: InPartition<DeliverySummary>[] = [];
    for (const [index, partition] of names.entries()) {
      if (index < first) continue;
      if (items.length === limit) return { items, next: `${index}` };
      const page = await read(open(this.#env, partition), {
        cursor: index === first ? (start ?? null) : null,
        limit: limit - items.length,
      });
      items.push(...page.items.map((item) => ({ partition, ...item })));
      if (page.next !== null) return { items, next: `${index}.${page.next}` };
    }
    return { items, next: null };
  }

  /** Asks all partitions for something that one of them has. */
  async #find<Value>(ask: (stub: Stub) => Promise<Result<Value>>): Promise<Result<Value>> {
    const answers = await this.#everywhere((partition) => ask(open(this.#env, partition)));
    const found = answers.find((answer) => answer.ok || answer.error.code !== "not_found");
    return found ?? fail({ code: "not_found", message: "there is no such delivery" });
  }

  async #everywhere<Value>(ask: (partition: string) => Promise<Value>): Promise<Value[]> {
    const names = partitionNames(this.#plan);
    const answers: Value[] = [];
    for (let start = 0; start < names.length; start += FAN_OUT) {
      answers.push(...(await Promise.all(names.slice(start, start + FAN_OUT).map(ask))));
    }
    return answers;
  }
}

/** The object that is a partition, for calling its methods. */
function open(env: PartitionEnv, partition: string) {
  // #if identity
  const call = currentCall();
  if (call !== undefined) return openSession(partitionStub(env, partition), call);
  // #end
  return partitionStub(env, partition);
}
