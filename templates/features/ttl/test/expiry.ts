import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";

/** A new stub each time: one whose object has ended stays broken. */
export type Open = () => DurableObjectStub;

/** Runs the alarm as if the time of every task of a kind had come. */
export async function elapse(open: Open, kind: string): Promise<void> {
  await runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind = ?", kind);
  });
  await runDurableObjectAlarm(open());
}

/** Has a task of a kind run once, and says how many rows of a table it left and when it comes again. */
export function sweep(
  open: Open,
  kind: string,
  table: string,
): Promise<{ left: number; next: number | null }> {
  // The next run may be due at once, so all of it is one event.
  return runInDurableObject(open(), async (object, { storage: { sql } }) => {
    sql.exec("UPDATE _tasks SET due_at = 1 WHERE kind = ?", kind);
    await object.alarm?.();
    return {
      left: sql.exec<{ rows: number }>(`SELECT COUNT(*) AS rows FROM ${table}`).one().rows,
      next: sql
        .exec<{ due: number | null }>("SELECT MIN(due_at) AS due FROM _tasks WHERE kind = ?", kind)
        .one().due,
    };
  });
}

/** When the first task of a kind is due, or null if there is none. */
export function dueAt(open: Open, kind: string): Promise<number | null> {
  return runInDurableObject(
    open(),
    (_, { storage }) =>
      storage.sql
        .exec<{ due: number | null }>("SELECT MIN(due_at) AS due FROM _tasks WHERE kind = ?", kind)
        .one().due,
  );
}

/** What becomes of an object whose idle time is over, when the alarm comes. */
export async function endIdleTime(open: Open): Promise<"freed" | "kept"> {
  await runInDurableObject(open(), (_, { storage }) => storage.kv.put("witness", "still here"));
  try {
    await elapse(open, "idle");
  } catch (error) {
    if (!String(error).includes("has freed its storage")) throw error;
  }
  return runInDurableObject(open(), (_, { storage }) =>
    storage.kv.get("witness") === undefined ? "freed" : "kept",
  );
}

/** Sets a task that is due in an hour, as another feature or your own code would. */
export function planOtherWork(open: Open): Promise<void> {
  return runInDurableObject(open(), (_, { storage }) => {
    storage.sql.exec(
      "INSERT INTO _tasks (kind, id, due_at) VALUES ('other', 'work', ?)",
      Date.now() + 3_600_000,
    );
  });
}
