/** The cached slots of a stretch of time, as long as every day of it is known. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { oneYearAfter } from '../calcom/year_ahead.ts';
import {
  DAY_MS,
  daysBetween,
  type EpochMs,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../verification/time.ts';
import { type DaySegment, type FreshnessLimits, type UsableFreshness, worseOf } from './day_segment.ts';
import { type Acceptance, acceptedState } from './decide_from_cache.ts';

/** A stretch of time in which slots begin, both ends included. */
export interface Stretch {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** Slots, or the days without which they are not known. */
export type ListedDays =
  | {
      readonly kind: 'listed';
      /** Ascending; none has begun yet. */
      readonly slots: readonly ListedSlot[];
      /** Of the worst day. */
      readonly freshness: UsableFreshness;
      /** When Cal.com was asked for the oldest day. */
      readonly observedAt: EpochMs;
    }
  | { readonly kind: 'incomplete'; readonly missing: readonly UtcDay[] };

/**
 * The days that have to be known for a stretch. The past has no slots; but of a stretch that lies in the past altogether it has
 * to be known whether there is such an event type, and any day tells.
 */
export const neededDays = ({ from, until }: Stretch, now: EpochMs): readonly UtcDay[] => {
  const today = utcDayOf(now);
  const days = daysBetween(utcDay(Math.max(today, utcDayOf(from))), utcDayOf(until));
  return days.length === 0 ? [today] : days;
};

/** Lists the slots that begin in a stretch and after `now`. Pure. @param days what `neededDays` gave */
export const listedDays = (
  stretch: Stretch,
  days: readonly UtcDay[],
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  now: EpochMs,
  limits: FreshnessLimits,
  acceptance: Acceptance,
): ListedDays => {
  const missing: UtcDay[] = [];
  const slots: ListedSlot[] = [];
  let freshness: UsableFreshness = 'fresh';
  let observedAt = now;
  for (const day of days) {
    const segment = segments.get(day);
    const state = segment === undefined ? 'missing' : acceptedState(segment, now, limits, acceptance);
    if (segment === undefined || state === 'missing' || !reaches(segment, day, stretch.until)) {
      missing.push(day);
      continue;
    }
    freshness = worseOf(freshness, state);
    if (segment.observedAt < observedAt) observedAt = segment.observedAt;
    for (const slot of segment.slots) {
      if (slot.start > now && slot.start >= stretch.from && slot.start <= stretch.until) slots.push(slot);
    }
  }
  return missing.length > 0 ? { kind: 'incomplete', missing } : { kind: 'listed', slots, freshness, observedAt };
};

/** No day that begins within so many days of the observation ends a year after it. */
const SURELY_WITHIN_A_YEAR_MS = 360 * DAY_MS;

/** Cal.com lists nothing that is over a year away, so the last day of a year was seen only in part. */
const reaches = ({ observedAt }: DaySegment, day: UtcDay, until: EpochMs): boolean => {
  const start = startOfUtcDay(day);
  if (start - observedAt < SURELY_WITHIN_A_YEAR_MS) return true;
  return Math.min(until, startOfUtcDay(utcDay(day + 1)) - 1) <= oneYearAfter(observedAt);
};
