/** The cached slots of a span of time, as long as every day of it is known. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { daysBetween, type EpochMs, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import { acceptedDay, type CachedDays } from './accepted_day.ts';
import { type UsableFreshness, worseOf } from './day_segment.ts';

/** A span of time in which slots lie as Cal.com cuts it: they begin from `from` on and end by a second after `until`. */
export interface AskedSpan {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** What Cal.com adds to an end, so that 23:59:59 does not keep out a slot that ends at midnight. */
const GRACE_MS = 1_000;

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
      /** By age alone the first day is stale from then on. */
      readonly freshUntil: EpochMs;
    }
  | { readonly kind: 'incomplete'; readonly missing: readonly UtcDay[] };

/**
 * The days that have to be known for a span. The past has no slots; but of a span that lies in the past altogether it has
 * to be known whether there is such an event type, and any day tells.
 */
export const neededDays = ({ from, until }: AskedSpan, now: EpochMs): readonly UtcDay[] => {
  const today = utcDayOf(now);
  const days = daysBetween(utcDay(Math.max(today, utcDayOf(from))), utcDayOf(until));
  return days.length === 0 ? [today] : days;
};

/** Lists the slots that lie in a span and begin after `now`. Pure. @param days what `neededDays` gave */
export const listedDays = (span: AskedSpan, days: readonly UtcDay[], cached: CachedDays): ListedDays => {
  const missing: UtcDay[] = [];
  const slots: ListedSlot[] = [];
  let freshness: UsableFreshness = 'fresh';
  let observedAt = cached.now;
  let freshUntil: EpochMs | undefined;
  for (const day of days) {
    const accepted = acceptedDay(day, cached);
    if (accepted === undefined) {
      missing.push(day);
      continue;
    }
    freshness = worseOf(freshness, accepted.state);
    if (accepted.observedAt < observedAt) observedAt = accepted.observedAt;
    if (freshUntil === undefined || accepted.freshUntil < freshUntil) freshUntil = accepted.freshUntil;
    for (const slot of accepted.slots) {
      if (slot.start >= span.from && slot.end <= span.until + GRACE_MS) slots.push(slot);
    }
  }
  if (missing.length > 0 || freshUntil === undefined) return { kind: 'incomplete', missing };
  return { kind: 'listed', slots, freshness, observedAt, freshUntil };
};
