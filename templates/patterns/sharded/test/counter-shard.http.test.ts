import { env } from "cloudflare:workers";
import { Hono } from "hono";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { routes } from "../src/counter-shard.routes";
import { shardName } from "../src/counter/topology";
import { handleError } from "../src/http/errors";
import { MAX_JSON_BYTES } from "../src/http/input";
import { as, request, send, unique } from "./client";
import { breakDown } from "./counter/object";

const pathOf = (counter: string) => `/counter-shard/${counter}`;
const newPath = () => pathOf(unique("counter"));

const manyKeys = Array.from({ length: 100 }, (_, index) => ({ key: `page-${index}` }));

const ShardBody = v.object({ shard: v.number(), count: v.number(), increments: v.number() });

/** A page with at most three shards. */
const BreakdownBody = v.strictObject({
  shards: v.pipe(v.array(ShardBody), v.minLength(1), v.maxLength(3)),
  failed: v.strictTuple([]),
  next: v.nullable(v.number()),
});

interface Answer {
  status: number;
  body: unknown;
}

async function post(caller: string, path: string, body: unknown): Promise<Answer> {
  const response = await send("POST", path, body, await as(caller));
  return { status: response.status, body: await response.json() };
}

async function get(path: string, caller: string, roles: string[] = []): Promise<Answer> {
  const response = await request(path, { headers: await as(caller, roles) });
  return { status: response.status, body: await response.json() };
}

describe("counters over HTTP", () => {
  it("count and tell the total", async () => {
    const path = newPath();
    for (const body of [{}, { amount: 10 }, { key: "page-1", amount: -3 }]) {
      expect(await post("user-1", `${path}/increment`, body)).toEqual({
        status: 200,
        body: { duplicate: false },
      });
    }
    expect(await get(path, "user-2")).toMatchObject({
      status: 200,
      body: { total: 8, complete: true, failed: [] },
    });
  });

  it("count many at once and tell what became of each", async () => {
    const path = newPath();
    const increments = [
      { key: "page-1", idempotencyKey: "a" },
      { key: "page-2", amount: 5 },
      { key: "page-1", idempotencyKey: "a" },
      { key: "page-1", idempotencyKey: "a", amount: 2 },
    ];
    expect(await post("user-1", `${path}/increments`, { increments })).toEqual({
      status: 200,
      body: { outcomes: ["counted", "counted", "duplicate", "conflict"] },
    });
    expect(await get(path, "user-1")).toMatchObject({ body: { total: 6 } });
  });

  it("count a retry once, and refuse another amount under the same idempotency key", async () => {
    const path = newPath();
    const vote = { amount: 2, idempotencyKey: "vote-1" };
    await post("user-1", `${path}/increment`, vote);
    expect(await post("user-1", `${path}/increment`, vote)).toEqual({
      status: 200,
      body: { duplicate: true },
    });
    expect(await post("user-1", `${path}/increment`, { ...vote, amount: 3 })).toMatchObject({
      status: 409,
      body: { error: { code: "conflict", outcome: "conflict" } },
    });
  });

  it("keep the keys of callers apart", async () => {
    const path = newPath();
    const vote = { key: "page-1", idempotencyKey: "vote-1" };
    await post("user-1", `${path}/increment`, vote);
    expect(await post("user-2", `${path}/increment`, vote)).toMatchObject({
      body: { duplicate: false },
    });
    expect(await get(path, "user-1")).toMatchObject({ body: { total: 2 } });
  });

  it("show the shards to admins, page by page", async () => {
    const path = newPath();
    await post("user-1", `${path}/increments`, { increments: manyKeys });
    expect(await get(`${path}/breakdown`, "user-1")).toMatchObject({ status: 403 });
    const seen: v.InferOutput<typeof ShardBody>[] = [];
    for (let page = "?limit=3"; page !== "";) {
      const { body } = await get(`${path}/breakdown${page}`, "admin-1", ["admin"]);
      const { shards, next } = v.parse(BreakdownBody, body);
      seen.push(...shards);
      page = next === null ? "" : `?limit=3&after=${next}`;
    }
    expect(seen.map(({ shard }) => shard)).toEqual(seen.map((_, index) => index));
    expect(seen.reduce((sum, { count }) => sum + count, 0)).toBe(100);
    for (const query of ["limit=0", "limit=101", "limit=x", "after=-1", "page=2"]) {
      expect(await get(`${path}/breakdown?${query}`, "admin-1", ["admin"])).toMatchObject({
        status: 400,
      });
    }
  });

  it("are for callers with a token only", async () => {
    const path = newPath();
    expect((await send("POST", `${path}/increment`, {})).status).toBe(401);
    expect((await send("POST", `${path}/increments`, {})).status).toBe(401);
    expect((await request(path)).status).toBe(401);
    expect((await request(`${path}/breakdown`)).status).toBe(401);
  });

  const refused: Record<string, unknown> = {
    "a fraction": { amount: 0.5 },
    "an amount that is too large": { amount: 1_000_001 },
    "an amount that is text": { amount: "1" },
    "a key with a slash": { key: "user-2/page-1" },
    "a key that is too long": { key: "k".repeat(129) },
    "an idempotency key with a space": { idempotencyKey: "a b" },
    "a caller in the body": { caller: "user-2" },
    "no object": 1,
  };
  for (const [what, body] of Object.entries(refused)) {
    it(`refuse ${what}`, async () => {
      const path = newPath();
      const invalid = { status: 400, body: { error: { code: "invalid_input" } } };
      expect(await post("user-1", `${path}/increment`, body)).toMatchObject(invalid);
      expect(await post("user-1", `${path}/increments`, { increments: [body] })).toMatchObject(
        invalid,
      );
    });
  }

  it("refuse a name that is none, no increments, too many, and a body that is too large", async () => {
    expect(await get(pathOf("a%20b"), "user-1")).toMatchObject({ status: 400 });
    const path = `${newPath()}/increments`;
    expect(await post("user-1", path, { increments: [] })).toMatchObject({ status: 400 });
    const many = { increments: Array.from({ length: 101 }, () => ({})) };
    expect(await post("user-1", path, many)).toMatchObject({ status: 400 });
    const large = { increments: [{ key: "k".repeat(MAX_JSON_BYTES) }] };
    expect(await post("user-1", path, large)).toMatchObject({ status: 413 });
  });

  it("answer 503 when no shard answers", async () => {
    const counter = unique("counter");
    const path = pathOf(counter);
    await post("user-1", `${path}/increments`, { increments: manyKeys });
    const { body } = await get(path, "user-1");
    const { shards } = v.parse(v.object({ shards: v.number() }), body);
    for (let shard = 0; shard < shards; shard++) {
      await breakDown(env.COUNTER_SHARD.getByName(shardName(counter, shard)));
    }
    const down = { status: 503, body: { error: { code: "unavailable" } } };
    expect(await post("user-1", `${path}/increment`, {})).toMatchObject(down);
    expect(await get(path, "user-1")).toMatchObject(down);
    expect(await post("user-1", `${path}/increments`, { increments: [{}] })).toEqual({
      status: 200,
      body: { outcomes: ["failed"] },
    });
  });

  it("count nothing with a wrong configuration, and tell callers nothing about it", async () => {
    const app = new Hono().onError(handleError).route("/", routes);
    const response = await app.request(
      `/${unique("counter")}/increment`,
      { method: "POST", headers: await as("user-1"), body: "{}" },
      { ...env, COUNTER_SHARD_SHARDS: 0 },
    );
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("COUNTER_SHARD");
  });
});
