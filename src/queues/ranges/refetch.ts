/** What a change concerns and is in use is fetched anew, once Cal.com is sure to know of the change. */
import { inBatches } from '../../availability/in_batches.ts';
import type { ConcernedName, KeptChange } from '../../availability/keep_change.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import type { Usage } from '../../availability/usage.ts';
import { type EpochMs, epochMs, utcDay, utcDayOf } from '../../verification/time.ts';
import { LEAST_RANGE_DAYS } from './job.ts';
import { queueRangeAfter } from './producer.ts';
import type { RangesQueue } from './queue.ts';

/** Ranges on their way to the queue at once. */
const QUEUED_AT_ONCE = 50;

/** A refetch reaches at most so many days from today: the furthest that a verification of this month looks. */
const MOST_RANGE_DAYS = 62;

/** What refetches are queued with. */
export interface Refetching {
  readonly account: { readonly name: string };
  readonly usage: Pick<Usage, 'recent'>;
  readonly ranges: RangesQueue;
  readonly config: { readonly cache: { readonly staleSeconds: number } };
  readonly clock: () => EpochMs;
}

/**
 * Queues the refetches. What nothing speaks for, and what nobody asks for, is left doubted: the next question about it is answered stale and
 * queues its own. To fetch all that is cached instead costs as many calls a booking as there are event types.
 * @returns how many were queued
 * @throws when Redis cannot be reached
 */
export const refetchConcerned = async (
  { account, usage, ranges, config, clock }: Refetching,
  { told, concerned }: KeptChange,
  requestId: string,
): Promise<number> => {
  const now = clock();
  const recent = new Set(await usage.recent(epochMs(now - config.cache.staleSeconds * 1000)));
  const names = concerned.filter((one) => isWorthACall(one) && recent.has(one.name)).map(({ name }) => name);
  const today = utcDayOf(now);
  const last = Math.max(today, ...[...told.taken, ...told.doubted].map(([, until]) => utcDayOf(until - 1)));
  const until = utcDay(Math.min(today + MOST_RANGE_DAYS, Math.max(today + LEAST_RANGE_DAYS, last)));
  const range = {
    account: account.name,
    from: today,
    until,
    notBefore: told.knownFrom,
    reason: 'webhook',
    requestId,
  } as const;
  await inBatches(names, QUEUED_AT_ONCE, (segments: SegmentsName) =>
    queueRangeAfter(ranges, { ...range, segments }, now),
  );
  return names.length;
};

const isWorthACall = ({ concern }: ConcernedName): boolean => concern !== 'unlikely';
