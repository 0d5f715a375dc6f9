/** What a change concerns and is in use is fetched anew, once Cal.com is sure to know of the change. */
import { inBatches } from '../../availability/in_batches.ts';
import type { ConcernedName, KeptChange } from '../../availability/keep_change.ts';
import type { SegmentsName } from '../../availability/segment_key.ts';
import type { Usage } from '../../availability/usage.ts';
import { type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../../verification/time.ts';
import { LEAST_RANGE_DAYS, type RangeJob } from './job.ts';
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
  readonly limits: { readonly staleSeconds: number };
  readonly clock: () => EpochMs;
}

/**
 * Queues the refetches after some changes: one for each event type that any of them concerns. What nothing speaks for, and what nobody asks for, is
 * left doubted: the next question about it is answered stale and queues its own. To fetch all that is cached instead costs as many calls a booking
 * as there are event types.
 * @returns how many were queued
 * @throws when Redis cannot be reached
 */
export const refetchConcerned = async (
  { account, usage, ranges, limits, clock }: Refetching,
  changes: readonly KeptChange[],
  requestId: string,
): Promise<number> => {
  const now = clock();
  const recent = new Set(await usage.recent(epochMs(now - limits.staleSeconds * 1000)));
  const today = utcDayOf(now);
  const wanted = new Map<SegmentsName, Pick<RangeJob, 'until' | 'notBefore'>>();
  for (const { told, concerned } of changes) {
    const until = lastDayOf(told, today);
    for (const one of concerned) {
      if (!isWorthACall(one) || !recent.has(one.name)) continue;
      const other = wanted.get(one.name);
      wanted.set(one.name, {
        until: utcDay(Math.max(until, other?.until ?? 0)),
        notBefore: epochMs(Math.max(told.knownFrom, other?.notBefore ?? 0)),
      });
    }
  }
  const range = { account: account.name, from: today, reason: 'webhook', requestId } as const;
  await inBatches([...wanted], QUEUED_AT_ONCE, ([segments, rest]) =>
    queueRangeAfter(ranges, { ...range, ...rest, segments }, now),
  );
  return wanted.size;
};

const lastDayOf = ({ taken, doubted }: KeptChange['told'], today: UtcDay): UtcDay => {
  const last = Math.max(today, ...[...taken, ...doubted].map(([, until]) => utcDayOf(until - 1)));
  return utcDay(Math.min(today + MOST_RANGE_DAYS, Math.max(today + LEAST_RANGE_DAYS, last)));
};

const isWorthACall = ({ concern }: ConcernedName): boolean => concern !== 'unlikely';
