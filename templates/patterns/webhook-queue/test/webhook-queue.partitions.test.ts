import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebhookQueueClient } from "../src/webhook-queue.client";
import { partitionOf } from "../src/webhooks/partitions";
import { unique } from "./client";
import { itReads } from "./settings";
import { elapse, failing, finish, handleWith, incoming, work } from "./webhook-queue.driver";

afterEach(() => vi.restoreAllMocks());

/** The queue as a Worker sees it that was deployed with this list. */
function queue(...plan: readonly number[]): WebhookQueueClient {
  return new WebhookQueueClient({ ...env, WEBHOOK_QUEUE_PARTITIONS: plan });
}

/** The partition of a key in a generation. */
async function partition(generation: number, count: number, key: string) {
  const name = await partitionOf(generation, count, "standard", key);
  return env.WEBHOOK_QUEUE.getByName(name);
}

// Ids that no other test uses: a partition is shared by the keys that fall to it.
const idOf = (name: string, key: string) => `${name}-${key}`;
const message = (name: string, key: string) => incoming(idOf(name, key), key).delivery;
const names = (deliveries: readonly { readonly id: string }[]) =>
  deliveries.map(({ id }) => id.slice(0, 1));

// Each test has numbers of its own, since partitions remember the longest list that they were told.
describe("more partitions", () => {
  it("take a key only when its work in the old one is done: the order holds", async () => {
    const key = unique("cus");
    const got = handleWith(failing(idOf("a", key), 1));
    const old = await partition(0, 3, key);
    const after = await partition(1, 5, key);
    await queue(3).enqueue(message("a", key));
    await work(old);

    // "a" waits for its retry, so "b" has to stay behind it.
    expect(await queue(3, 5).enqueue(message("b", key))).toMatchObject({
      status: "accepted",
      partition: expect.stringContaining("-of-3"),
    });
    await finish(old);
    expect(await queue(3, 5).enqueue(message("c", key))).toMatchObject({
      status: "accepted",
      partition: expect.stringContaining("-of-5"),
    });
    await finish(after);
    expect(names(got)).toEqual(["a", "a", "b", "c"]);
  });

  it("recognise what the old ones have taken", async () => {
    const key = unique("cus");
    const got = handleWith();
    await queue(11).enqueue(message("a", key));
    await finish(await partition(0, 11, key));
    expect(await queue(11, 13).enqueue(message("a", key))).toMatchObject({ status: "duplicate" });
    expect(await queue(11, 13, 17).enqueue(message("b", key))).toMatchObject({
      partition: expect.stringContaining("-of-17"),
    });
    expect(await queue(11, 13, 17).enqueue(message("b", key))).toMatchObject({
      status: "duplicate",
    });
    await finish(await partition(2, 17, key));
    expect(names(got)).toEqual(["a", "b"]);
  });

  it("are known to a Worker of the old deployment as soon as the old partition knows them", async () => {
    const key = unique("cus");
    const got = handleWith();
    await queue(19, 23).enqueue(message("a", key));
    expect(await queue(19).enqueue(message("a", key))).toMatchObject({ status: "duplicate" });
    expect(await queue(19).enqueue(message("b", key))).toMatchObject({
      status: "accepted",
      partition: expect.stringContaining("-of-23"),
    });
    await finish(await partition(1, 23, key));
    expect(names(got)).toEqual(["a", "b"]);
  });

  it("do not get a key back into the old one by a replay", async () => {
    const key = unique("cus");
    handleWith();
    const old = await partition(0, 29, key);
    await queue(29).enqueue(message("a", key));
    await finish(old);
    await queue(29, 31).enqueue(message("b", key));

    vi.restoreAllMocks();
    handleWith(failing(idOf("a", key)));
    await old.replay({ source: "standard", id: idOf("a", key) });
    await elapse(old);
    await work(old);
    expect(await queue(29, 31).enqueue(message("c", key))).toMatchObject({
      partition: expect.stringContaining("-of-31"),
    });
  });

  it("make it possible to leave a generation out that is empty", async () => {
    const key = unique("cus");
    expect(await queue(0, 37).enqueue(message("a", key))).toMatchObject({
      partition: expect.stringMatching(/^1-\d+-of-37$/),
    });
  });
});

itReads(["WEBHOOK_QUEUE_PARTITIONS"], () => new WebhookQueueClient(env));

it("says what is wrong with the list", () => {
  for (const plan of [[], [4, 0]]) expect(() => queue(...plan)).toThrow("WEBHOOK_QUEUE_PARTITIONS");
});
