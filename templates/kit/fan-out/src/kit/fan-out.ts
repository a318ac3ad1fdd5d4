/**
 * Does the work for every item, at most `limit` at a time, and answers in the
 * order of the items. One that fails does not stop the others.
 */
export async function fanOut<Item, Value>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Value>,
): Promise<PromiseSettledResult<Value>[]> {
  const results = new Array<PromiseSettledResult<Value>>(items.length);
  const queue = items.entries();
  const takeFromQueue = async () => {
    for (const [position, item] of queue) {
      [results[position]] = await Promise.allSettled([work(item)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, takeFromQueue));
  return results;
}
