import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { migrate } from "../../src/kit/schema";
import { LEASE_MIGRATIONS, LeaseTable } from "../../src/leases/table";
import { unique } from "../client";

/** The same database, which also records the plan of every query. */
function explained(sql: SqlStorage, plans: string[]): SqlStorage {
  const exec: SqlStorage["exec"] = (query, ...bindings) => {
    const steps = sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...bindings);
    plans.push(...[...steps].map((step) => step.detail));
    return sql.exec(query, ...bindings);
  };
  return new Proxy(sql, {
    get: (target, key) => (key === "exec" ? exec : Reflect.get(target, key)),
  });
}

it("finds every lease through an index, and sorts none", async () => {
  const stub = env.PROBE.getByName(unique());
  await runInDurableObject(stub, (_, { storage }) => {
    migrate(storage, LEASE_MIGRATIONS);
    const plans: string[] = [];
    const table = new LeaseTable(explained(storage.sql, plans));
    table.grant("a", "worker-1", 1, 10);
    table.extend("a", 20);
    table.find("a", 1);
    table.page("", 10, 1);
    table.fullUntil(10, 1);
    table.nextExpiry();
    table.removeExpired(10, 1);
    table.remove("a");

    expect(plans).toContain("SEARCH leases USING PRIMARY KEY (resource=?)");
    expect(plans).toContain("SEARCH leases USING COVERING INDEX leases_expiry (expires_at<?)");
    // The counter is one row, and a count reads what its subquery has limited.
    const scans = plans.filter((plan) => /SCAN (?!fencing|\()|TEMP B-TREE/.test(plan));
    expect(scans).toEqual([]);
  });
});

it("is full until the first lease expires that has not yet", async () => {
  const stub = env.PROBE.getByName(unique());
  await runInDurableObject(stub, (_, { storage }) => {
    migrate(storage, LEASE_MIGRATIONS);
    const table = new LeaseTable(storage.sql);
    expect(table.fullUntil(1, 1)).toBeNull();
    for (const [resource, expiresAt] of Object.entries({ a: 40, b: 10, c: 30, d: 20 }))
      table.grant(resource, "worker-1", 1, expiresAt);
    expect(table.fullUntil(5, 9)).toBeNull();
    expect(table.fullUntil(4, 9)).toBe(10);
    expect(table.fullUntil(4, 10)).toBeNull();
    expect(table.fullUntil(3, 10)).toBe(20);
    expect(table.fullUntil(2, 10)).toBe(20);
  });
});
