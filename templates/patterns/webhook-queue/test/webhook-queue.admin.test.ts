import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as v from "valibot";
import { as, request, unique } from "./client";
import { failing, finish, handleWith, incoming, limit } from "./webhook-queue.driver";
import { partitionNames } from "../src/webhooks/partitions";
import type { WebhookHandler } from "../src/webhooks/handler";
import { WebhookQueueClient } from "../src/webhook-queue.client";

afterEach(() => vi.restoreAllMocks());

const Item = v.object({ id: v.string(), partition: v.string(), status: v.string() });
const Items = v.object({ items: v.array(Item), next: v.nullable(v.string()) });

const queue = () => new WebhookQueueClient(env);
const partitions = () =>
  partitionNames(env.WEBHOOK_QUEUE_PARTITIONS).map((name) => env.WEBHOOK_QUEUE.getByName(name));

async function admin(method: string, path: string): Promise<Response> {
  const headers = await as("operator", ["admin"]);
  return request(`/webhook-queue/admin${path}`, { method, headers });
}

/** Has deliveries for as many keys, so that they spread over the partitions, handled once each. */
async function process(count: number, handler: WebhookHandler): Promise<string[]> {
  handleWith(handler);
  await Promise.all(partitions().map((stub) => limit(stub, { maxAttempts: 1 })));
  const ids = Array.from({ length: count }, () => unique("evt"));
  await Promise.all(ids.map((id) => queue().enqueue(incoming(id, id).delivery)));
  await Promise.all(partitions().map(finish));
  vi.restoreAllMocks();
  return ids;
}

/** Follows a list to its end, page by page. */
async function follow(method: string, path: string): Promise<v.InferOutput<typeof Item>[]> {
  const found: v.InferOutput<typeof Item>[] = [];
  let cursor: string | null = null;
  do {
    const from = cursor === null ? "" : `&cursor=${cursor}`;
    const response = await admin(method, `${path}?limit=3${from}`);
    const page: v.InferOutput<typeof Items> = v.parse(Items, await response.json());
    expect(page.items.length).toBeLessThanOrEqual(3);
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

describe("admin routes", () => {
  it("are for callers with the role admin", async () => {
    const paths = {
      GET: ["/stats", "/deliveries", "/dead-letters"],
      POST: ["/dead-letters/replay"],
    };
    for (const [method, list] of Object.entries(paths)) {
      for (const path of list) {
        const url = `/webhook-queue/admin${path}`;
        expect((await request(url, { method })).status).toBe(401);
        expect((await request(url, { method, headers: await as("user-1") })).status).toBe(403);
        expect((await admin(method, path)).status).toBeLessThan(300);
      }
    }
  });

  it("refuse input that makes no sense", async () => {
    for (const query of ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=1.2.3", "more=1"]) {
      expect((await admin("GET", `/deliveries?${query}`)).status).toBe(400);
    }
    expect((await admin("GET", "/deliveries/nobody/evt_1")).status).toBe(400);
    expect((await admin("GET", "/deliveries/stripe/evt_unknown")).status).toBe(404);
    expect((await admin("POST", "/deliveries/stripe/evt_unknown/replay")).status).toBe(404);
  });

  it("list everything once, over all partitions", async () => {
    const ids = await process(10, () => {});
    const found = (await follow("GET", "/deliveries")).filter(({ id }) => ids.includes(id));
    expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(new Set(found.map(({ partition }) => partition)).size).toBeGreaterThan(1);
  });

  it("show a delivery with its attempts, and sum up the partitions", async () => {
    const [id] = await process(1, () => {});
    const response = await admin("GET", `/deliveries/standard/${id}`);
    expect(await response.json()).toMatchObject({
      id,
      status: "processed",
      payload: '{"type":"test"}',
      history: [{ number: 1, outcome: "succeeded" }],
    });

    const Stats = v.object({ processed: v.number(), oldestPendingAt: v.null() });
    const WithPartitions = v.object({ ...Stats.entries, partitions: v.array(Stats) });
    const stats = v.parse(WithPartitions, await (await admin("GET", "/stats")).json());
    expect(stats.partitions).toHaveLength(4);
    const sum = stats.partitions.reduce((total, { processed }) => total + processed, 0);
    expect(stats.processed).toBe(sum);
    expect(sum).toBeGreaterThan(0);
  });

  it("replay one dead letter, or all", async () => {
    const ids = await process(8, () => {
      throw new Error("down");
    });
    const dead = await follow("GET", "/dead-letters");
    expect(dead.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());

    handleWith();
    const one = await admin("POST", `/deliveries/standard/${ids[0]}/replay`);
    expect([one.status, await one.json()]).toMatchObject([202, { status: "pending" }]);
    await Promise.all(partitions().map(finish));

    const replayed = await follow("POST", "/dead-letters/replay");
    expect(replayed.map(({ id }) => id).toSorted()).toEqual(ids.slice(1).toSorted());
    await Promise.all(partitions().map(finish));
    expect(await follow("GET", "/dead-letters")).toEqual([]);
  });
});

it("tells how old the oldest pending delivery is", async () => {
  handleWith(failing("stuck"));
  const before = Date.now();
  await queue().enqueue(incoming("stuck", "cus_stuck").delivery);
  const { pending, oldestPendingAt } = await queue().stats();
  expect(pending).toBeGreaterThan(0);
  expect(oldestPendingAt).toBeGreaterThanOrEqual(before);
});
