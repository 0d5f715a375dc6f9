/** Work that no caller waits for. */

/**
 * Makes work wait until whatever this turn of the event loop has to answer is answered, and then does all of it in one go.
 *
 * Between two answers the code of a log line or a count has to be brought into the processor's caches again each time; in one go it stays there.
 */
export const afterwards = <Item>(work: (item: Item) => void): ((item: Item) => void) => {
  let waiting: Item[] = [];
  const workOff = (): void => {
    const items = waiting;
    waiting = [];
    for (const item of items) work(item);
  };
  return (item) => {
    if (waiting.push(item) === 1) setImmediate(workOff);
  };
};
