import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { OperationLog, OPERATIONS_MIGRATIONS } from "../../src/counter/operations";
import { migrate } from "../../src/kit/schema";
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

it("finds every operation through an index, and sorts none", async () => {
  await runInDurableObject(env.PROBE.getByName(unique()), (_, { storage }) => {
    migrate(storage, OPERATIONS_MIGRATIONS);
    const plans: string[] = [];
    const log = new OperationLog(explained(storage.sql, plans));
    const operation = { id: "user-1/once", amount: 1 };
    log.record(operation);
    log.handOver(operation);
    log.find(operation);
    log.nextExpiry();
    log.sweep();

    expect(plans).toContain("SEARCH operations USING PRIMARY KEY (id=?)");
    expect(plans).toContain(
      "SEARCH operations USING COVERING INDEX operations_expiry (expires_at<?)",
    );
    expect(plans).toContain("SEARCH operations USING COVERING INDEX operations_expiry");
    expect(plans.filter((plan) => /SCAN|TEMP B-TREE/.test(plan))).toEqual([]);
  });
});
