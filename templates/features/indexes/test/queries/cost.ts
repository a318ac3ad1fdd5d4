import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { listen, watchStatements, type Statement } from "./statements";

/** Rows as they are billed: those of an index count too. */
export interface Cost {
  readonly read: number;
  readonly written: number;
}

/** What a call costs in its object. Rows that the call causes in others are not in it. */
export async function costOf<Instance extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<Instance>,
  call: (instance: Instance, state: DurableObjectState) => unknown,
): Promise<Cost> {
  await watchStatements();
  return runInDurableObject(stub, async (instance: Instance, state) => {
    const cursors: Statement["cursor"][] = [];
    const stop = listen(({ sql, cursor }) => {
      if (sql === state.storage.sql) cursors.push(cursor);
    });
    try {
      await call(instance, state);
    } finally {
      stop();
    }
    return {
      read: cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      written: cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
    };
  });
}

/** A call, and the most rows that it may read and write. */
export interface Budget<Instance> extends Cost {
  readonly call: (instance: Instance, state: DurableObjectState) => unknown;
  /** For a call that reads more where there is more, up to the budget. Any other must not. */
  readonly grows?: boolean;
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
  for (const [name, { call, read, written, grows = false }] of Object.entries(budgets)) {
    it(`${name}: at most ${read} rows read and ${written} written`, async () => {
      const inSmall = await costOf(await newObject(few), call);
      const inLarge = await costOf(await newObject(many), call);
      if (!grows) expect(inLarge).toEqual(inSmall);
      expect(inLarge).toSatisfy((cost: Cost) => cost.read <= read && cost.written <= written);
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
