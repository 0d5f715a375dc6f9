/**
 * Does something for each item, so many at once: one command for each of thousands of event types would fill a connection's queue, and one after
 * the other would take as many round trips.
 * @returns what came of each, in the order of the items
 * @throws (rejects) what one of them throws; the batches after it are not begun
 */
export const inBatches = async <Item, Result>(
  items: readonly Item[],
  most: number,
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (let first = 0; first < items.length; first += most) {
    results.push(...(await Promise.all(items.slice(first, first + most).map(act))));
  }
  return results;
};
