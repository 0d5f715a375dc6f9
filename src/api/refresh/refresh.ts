/** Stale-while-revalidate (RFC 5861): the caller has the answer, and one refresh is queued behind it. */
import type { Account } from '../../account/account.ts';
import { LRUCache } from 'lru-cache';
import type { CacheSettings } from '../../config/cache.ts';
import type { RangesQueue } from '../../queues/ranges/queue.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import { LEAST_RANGE_DAYS } from '../../queues/ranges/job.ts';
import { queueRange, queueRangeAfter } from '../../queues/ranges/producer.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../../verification/time.ts';

/** What a refresh is queued with. */
export interface RefreshContext {
  readonly account: Pick<Account, 'name'>;
  readonly ranges: RangesQueue;
  readonly config: { readonly cache: Pick<CacheSettings, 'freshSeconds'> };
  readonly clock: () => EpochMs;
  readonly logger: Logger;
}

/** How long a process does not ask again for a refresh of the same event type. */
const ASKED_LATELY_MS = 2_000;

/**
 * The queue would drop the second request for the same refresh by itself; remembering the first saves every stale
 * answer the commands that find that out.
 */
const askedLately = new WeakMap<RefreshContext, LRUCache<SegmentsName, UtcDay>>();

/** What is to be refreshed. */
export interface WantedRefresh {
  readonly name: SegmentsName;
  /** The last day that is of use. */
  readonly until: UtcDay;
  /** From when on a call knows what was told of the days; undefined where they are only old. */
  readonly knownFrom: EpochMs | undefined;
  readonly requestId: string;
}

/** Queues one refresh, in the background: whether it can be queued is nothing that the caller has to wait for. */
export const queueRefresh = (context: RefreshContext, { name, until, knownFrom, requestId }: WantedRefresh): void => {
  let asked = askedLately.get(context);
  if (asked === undefined) {
    asked = new LRUCache({ max: 10_000, ttl: ASKED_LATELY_MS });
    askedLately.set(context, asked);
  }
  const reached = asked.get(name);
  if (reached !== undefined && reached >= until) return;
  asked.set(name, until);

  const now = context.clock();
  const today = utcDayOf(now);
  // Only what became fresh while the job waited need not be fetched again.
  const freshFrom = epochMs(now - context.config.cache.freshSeconds * 1000);
  const wanted = {
    account: context.account.name,
    segments: name,
    from: today,
    until: utcDay(Math.max(today + LEAST_RANGE_DAYS, until)),
    reason: 'refresh',
    requestId,
  } as const;
  const queued =
    knownFrom === undefined
      ? queueRange(context.ranges, { ...wanted, notBefore: freshFrom })
      : queueRangeAfter(context.ranges, { ...wanted, notBefore: epochMs(Math.max(freshFrom, knownFrom)) }, now);
  queued.catch((error: unknown) => context.logger.warn({ err: error, range: name }, 'refresh could not be queued'));
};
