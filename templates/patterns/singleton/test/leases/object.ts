import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";

/** Lets the time of a lease be over, as it is before the sweep has come by. */
export function expire(stub: DurableObjectStub, resource: string): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE leases SET expires_at = 1 WHERE resource = ?", resource);
  });
}

/** Runs the alarm as if the time of the sweep had come; false if none was set. */
export async function sweep(stub: DurableObjectStub): Promise<boolean> {
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = 1");
  });
  return runDurableObjectAlarm(stub);
}

/** The resources that have a row, whether or not their time is over. */
export function stored(stub: DurableObjectStub): Promise<string[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    storage.sql
      .exec<{ resource: string }>("SELECT resource FROM leases ORDER BY resource LIMIT 2000")
      .toArray()
      .map((row) => row.resource),
  );
}

/** Adds leases of somebody else that all expire then. */
export function fill(stub: DurableObjectStub, count: number, expiresAt: number): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO leases (resource, holder, fencing_token, acquired_at, expires_at)
       SELECT 'filler-' || i, 'somebody', 1, 1, ? FROM n`,
      count,
      expiresAt,
    );
  });
}

/** When the object's alarm goes off, or null if none is set. */
export function nextAlarm(stub: DurableObjectStub): Promise<number | null> {
  return runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
}
