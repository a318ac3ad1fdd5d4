import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { listen, watchStatements } from "./statements";
import { listenToCalls, watchCalls } from "./storage";

/** Rows as they are billed: those of an index, keys and alarms count too. */
export interface Cost {
  readonly read: number;
  readonly written: number;
}

type Step<Instance> = (instance: Instance, state: DurableObjectState) => unknown;

/** A call, and the most rows that it may read and write. */
export interface Budget<Instance> extends Cost {
  readonly call: Step<Instance>;
  /** What comes before the call, in the same object, and costs what it likes. */
  readonly before?: Step<Instance>;
  /** Whether the object wakes up for the call, and what its constructor does counts too. */
  readonly wakes?: boolean;
  /** For a call that reads more where there is more, up to the budget. Any other must not. */
  readonly grows?: boolean;
  /** For a call that may have nothing to read. From any other some row must be seen to go. */
  readonly free?: boolean;
}

/** What a call costs in its object. Rows that the call causes in others are not in it. */
export async function costOf<Instance extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<Instance>,
  { call, before, wakes = false }: Pick<Budget<Instance>, "call" | "before" | "wakes">,
): Promise<Cost> {
  await Promise.all([watchStatements(), watchCalls()]);
  // What is set to now, or to some time from now, is left alone if it has been set to that already.
  await scheduler.wait(2);
  if (wakes) await evictDurableObject(stub);
  const seen: { owner: object; rows: { rowsRead: number; rowsWritten: number } }[] = [];
  const stops = [
    listen(({ sql, cursor }) => seen.push({ owner: sql, rows: cursor })),
    listenToCalls((owner, rows) => seen.push({ owner, rows })),
  ];
  try {
    return await runInDurableObject(stub, async (instance: Instance, state) => {
      await before?.(instance, state);
      if (!wakes) seen.length = 0;
      await call(instance, state);
      const { storage } = state;
      const owners: readonly object[] = [storage, storage.sql, storage.kv];
      const rows = seen.filter(({ owner }) => owners.includes(owner)).map(({ rows }) => rows);
      return {
        read: rows.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
        written: rows.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
      };
    });
  } finally {
    for (const stop of stops) stop();
  }
}

/**
 * Tests that each call stays within its budget, and that it costs the same in
 * an object with few rows as in one with many.
 */
export function testCosts<Instance extends Rpc.DurableObjectBranded>(
  newObject: (rows: number) => Promise<DurableObjectStub<Instance>>,
  [few, many]: readonly [number, number],
  budgets: Readonly<Record<string, Budget<Instance>>>,
): void {
  for (const [name, budget] of Object.entries(budgets)) {
    const { read, written, grows = false, free = false } = budget;
    it(`${name}: at most ${read} rows read and ${written} written`, async () => {
      const inSmall = await costOf(await newObject(few), budget);
      const inLarge = await costOf(await newObject(many), budget);
      if (!grows) expect(inLarge).toEqual(inSmall);
      expect(inLarge).toSatisfy((cost: Cost) => cost.read <= read && cost.written <= written);
      if (!free) expect(inLarge.read + inLarge.written, "rows that were seen").toBeGreaterThan(0);
    });
  }
}

/** Runs a task of the scheduler as if its time had come. */
export async function runTask(
  instance: Rpc.DurableObjectBranded & { alarm(): Promise<void> },
  { storage }: DurableObjectState,
  kind: string,
  id: string,
): Promise<void> {
  storage.sql.exec("REPLACE INTO _tasks (kind, id, due_at) VALUES (?, ?, 1)", kind, id);
  await instance.alarm();
}
