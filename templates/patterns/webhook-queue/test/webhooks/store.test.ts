import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { migrate } from "../../src/kit/schema";
import { DeliveryRecords } from "../../src/webhooks/records";
import { DeliveryStore } from "../../src/webhooks/store";
import { DELIVERY_MIGRATIONS } from "../../src/webhooks/tables";
import { unique } from "../client";

const delivery = { source: "stripe", id: "evt_1", key: "cus_1", type: "", payload: "{}" } as const;
const ref = { source: "stripe", id: "evt_1" } as const;

/** SQL that also notes how SQLite would go about each query. */
function explaining(sql: SqlStorage, plan: string[]): SqlStorage {
  return new Proxy(sql, {
    get: (target, name) => {
      if (name !== "exec") return Reflect.get(target, name);
      return (query: string, ...bindings: SqlStorageValue[]) => {
        const steps = target.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...bindings);
        plan.push(...[...steps].map(({ detail }) => detail));
        return target.exec(query, ...bindings);
      };
    },
  });
}

it("finds everything by an index, and sorts nothing", async () => {
  const stub = env.PROBE.getByName(unique());
  await runInDurableObject(stub, (_, { storage }) => {
    migrate(storage, DELIVERY_MIGRATIONS);
    const plan: string[] = [];
    const sql = explaining(storage.sql, plan);
    const store = new DeliveryStore(sql);
    const records = new DeliveryRecords(sql);
    const now = Date.now();
    store.add(delivery, 1);
    const head = store.head(delivery);
    if (head === undefined) throw new Error("nothing to do");
    store.begin(head, 2);
    store.end(head, 1, { outcome: "failed", error: "no" }, 3);
    store.settle(head.seq, "dead", now, 60_000);
    expect([store.has(ref), store.isBusy(delivery), store.isEmpty()]).toEqual([true, false, false]);
    expect(records.details(ref)?.history).toHaveLength(1);
    expect(records.list(null, 10).items).toHaveLength(1);
    expect(records.listDead(null, 10).items).toHaveLength(1);
    expect(records.stats()).toMatchObject({ pending: 0, processed: 0, dead: 1 });
    expect(store.nextExpiry()).toBe(now + 60_000);
    store.reopen(head.seq);
    store.settle(head.seq, "processed", now, 60_000);
    expect(store.expire(now + 60_000, 10)).toBe(1);

    expect(plan.length).toBeGreaterThan(20);
    expect(plan.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
    const scans = plan.filter((step) => /^SCAN (deliveries|attempts)/.test(step));
    // Only what has a limit reads an index from its beginning: counting, and finding any row.
    for (const scan of scans) expect(scan).toMatch(/USING (COVERING )?INDEX/);
  });
});
