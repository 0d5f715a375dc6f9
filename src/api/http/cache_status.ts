/** How the cache took part in an answer. */
export type CacheUse = 'hit' | 'miss' | 'stale-if-error';

/**
 * `Cache-Status` (RFC 9211) of an answer.
 * @param age seconds
 * @param freshSeconds how long an answer stays fresh
 * @param isFresh whether it still counts as fresh: what was made doubtful does not at any age
 */
export const cacheStatus = (use: CacheUse | 'bypass', age: number, freshSeconds: number, isFresh: boolean): string => {
  const ttl = isFresh ? freshSeconds - age : Math.min(0, freshSeconds - age);
  switch (use) {
    case 'hit':
      return `Slotproof; hit; ttl=${ttl}`;
    case 'miss':
      return `Slotproof; fwd=miss; stored; ttl=${ttl}`;
    case 'bypass':
      return 'Slotproof; fwd=bypass';
    case 'stale-if-error':
      return `Slotproof; fwd=stale; detail=stale-if-error; ttl=${ttl}`;
  }
};
