/** What an api process counts of its own work. Labels take few values, all known here: no ids, no raw paths. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { WAIT_BUCKETS } from './buckets.ts';

/** The cache states by which verifications are counted; `none` where the cache was not what decided (a time in the past, say). */
export const CACHE_STATES = ['fresh', 'stale', 'stale-if-error', 'miss', 'none'] as const;

/** How the cache took part in a verification. */
export type CacheState = (typeof CACHE_STATES)[number];

/** What came of verifications, as they are counted: the three answers, a `202`, a mistake of the caller's, a failure of ours or of Cal.com's. */
export const VERIFICATION_RESULTS = [
  'available',
  'alternatives',
  'unavailable',
  'accepted',
  'refused',
  'failed',
] as const;

/** What came of a verification. */
export type VerificationResult = (typeof VERIFICATION_RESULTS)[number];

/** How listings of slots (`GET /v2/slots`) are counted: by what the cache did for them. */
export const LISTING_RESULTS = ['hit', 'miss', 'stale-if-error', 'bypass', 'failed'] as const;

/** The figures of an api process. */
export interface ApiMetrics {
  readonly requestDuration: Histogram<'route' | 'status'>;
  readonly verifications: Counter<'cache' | 'result'>;
  readonly slotListings: Counter<'cache'>;
}

/** Makes them in `registry`. */
export const createApiMetrics = (registry: Registry): ApiMetrics => {
  const metrics: ApiMetrics = {
    requestDuration: new Histogram({
      name: 'slotproof_http_request_duration_seconds',
      help: 'From the arrival of a request to the end of its answer, by route and class of status.',
      labelNames: ['route', 'status'],
      buckets: WAIT_BUCKETS,
      registers: [registry],
    }),
    verifications: new Counter({
      name: 'slotproof_verifications_total',
      help: 'Verifications by what the cache had (fresh, stale, stale-if-error, miss) and by what came of them.',
      labelNames: ['cache', 'result'],
      registers: [registry],
    }),
    slotListings: new Counter({
      name: 'slotproof_slot_listings_total',
      help: 'Listings of slots by what the cache did for them.',
      labelNames: ['cache'],
      registers: [registry],
    }),
  };
  // A series that begins at 0 shows its first event; one that begins at 1 hides it from rate().
  for (const cache of CACHE_STATES) {
    for (const result of VERIFICATION_RESULTS) metrics.verifications.inc({ cache, result }, 0);
  }
  for (const cache of LISTING_RESULTS) metrics.slotListings.inc({ cache }, 0);
  return metrics;
};
