/**
 * Exponential backoff with full jitter: anything from 0 to the step, so that what failed together does not return together.
 * @param attemptsMade 1 after the first failure
 * @param random from 0 to 1
 * @returns milliseconds
 */
export const fullJitter = (
  { firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number },
  attemptsMade: number,
  random = Math.random(),
): number => Math.round(random * Math.min(longestMs, firstMs * 2 ** (attemptsMade - 1)));
