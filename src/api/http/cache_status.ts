import type { Freshness } from '../../availability/day_segment.ts';
import type { CacheUse } from '../verifications/verify.ts';

/**
 * `Cache-Status` (RFC 9211) of an answer.
 * @param age seconds
 * @param freshSeconds how long an answer stays fresh
 * @param freshness of the answer: one that a booking elsewhere made doubtful is not fresh at any age
 */
export const cacheStatus = (
  use: CacheUse | 'bypass',
  age: number,
  freshSeconds: number,
  freshness: Freshness,
): string => {
  const ttl = freshness === 'fresh' ? freshSeconds - age : Math.min(0, freshSeconds - age);
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
