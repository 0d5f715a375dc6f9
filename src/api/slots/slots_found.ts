/** What came of a query for slots. */
import type { Freshness } from '../../availability/day_segment.ts';
import { refusalAt, type StoredSegments } from '../../availability/segment_store.ts';
import type { ListedSlot } from '../../calcom/listed_slot.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { AgeDemand } from '../refresh/age_demand.ts';
import type { CacheUse } from '../http/cache_status.ts';
import type { CalcomError } from './calcom_error.ts';

/** How a query is to be answered. */
export interface SlotsRequest extends AgeDemand {
  /** Whose key it is. */
  readonly owner: string;
  readonly requestId: string;
  /** The deadline, or the caller has gone. */
  readonly signal: AbortSignal;
}

/** What was found. */
export type SlotsFound =
  | {
      readonly kind: 'found';
      readonly slots: readonly ListedSlot[];
      /** Of the worst day. */
      readonly freshness: Freshness;
      /** When Cal.com was asked for the oldest day. */
      readonly observedAt: EpochMs;
      /** By age alone it is stale from then on. */
      readonly freshUntil: EpochMs;
      /** `bypass`: nothing cached could answer this question. */
      readonly cacheUse: CacheUse | 'bypass';
    }
  | { readonly kind: 'error'; readonly error: CalcomError };

/** The refusal that holds now, in Cal.com's shape. */
export const refusalError = (stored: StoredSegments, now: EpochMs): CalcomError | undefined => {
  const refusal = refusalAt(stored, now);
  if (refusal === undefined) return undefined;
  const { status, code, message, until, failures } = refusal;
  return { status, code, message, ...(failures === undefined ? {} : { retryAfterSeconds: (until - now) / 1000 }) };
};
