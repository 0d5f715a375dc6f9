/** Cal.com's limit of an account: a fixed window that begins with its first call, and a block for whoever goes over. */
const LIMIT = 120;
const WINDOW_MS = 60_000;

/** How many of these calls (epoch ms, ascending) an account with the usual limit would have been refused. */
export const refusedCalls = (calls: readonly number[]): number => {
  let endsAt = Number.NEGATIVE_INFINITY;
  let used = 0;
  let refused = 0;
  for (const at of calls) {
    if (at >= endsAt) {
      endsAt = at + WINDOW_MS;
      used = 0;
    }
    used += 1;
    // The call that goes over begins the block; it lasts as long as a window.
    if (used === LIMIT + 1) endsAt = at + WINDOW_MS;
    if (used > LIMIT) refused += 1;
  }
  return refused;
};
