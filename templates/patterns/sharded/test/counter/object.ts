import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";

/** Lets the deduplication time of all operations be over, as it is before the sweep has come by. */
export function expire(stub: DurableObjectStub): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE operations SET expires_at = 1");
  });
}

/** Runs the alarm as if the time of the sweep had come; false if none was set. */
export async function sweep(stub: DurableObjectStub): Promise<boolean> {
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = 1");
  });
  return runDurableObjectAlarm(stub);
}

/** How many operations have a row, whether or not their time is over. */
export function stored(stub: DurableObjectStub): Promise<number> {
  return runInDurableObject(
    stub,
    (_, { storage }) =>
      storage.sql.exec<{ rows: number }>("SELECT COUNT(*) AS rows FROM operations").one().rows,
  );
}

/** Adds operations of others that all expire then. */
export function fill(stub: DurableObjectStub, count: number, expiresAt: number): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO operations (id, amount, expires_at) SELECT 'filler-' || i, 1, ? FROM n`,
      count,
      expiresAt,
    );
  });
}

/** When the object's alarm goes off, or null if none is set. */
export function nextAlarm(stub: DurableObjectStub): Promise<number | null> {
  return runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
}

/** Makes every call that counts or reads fail, until it is repaired. */
export function breakDown(stub: DurableObjectStub): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("ALTER TABLE shard RENAME TO broken");
  });
}

/** Undoes {@link breakDown}. */
export function repair(stub: DurableObjectStub): Promise<void> {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("ALTER TABLE broken RENAME TO shard");
  });
}
