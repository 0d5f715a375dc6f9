/** How the cache took part in an answer. */
export type CacheUse = 'hit' | 'miss' | 'stale-if-error';

/**
 * `Cache-Status` (RFC 9211) of an answer.
 * @param freshForMs how long it stays fresh by its age; negative where that is over
 * @param isFresh whether it still counts as fresh: what was made doubtful does not at any age
 */
export const cacheStatus = (use: CacheUse | 'bypass', freshForMs: number, isFresh: boolean): string => {
  const seconds = Math.ceil(freshForMs / 1000);
  const ttl = isFresh ? seconds : Math.min(0, seconds);
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
