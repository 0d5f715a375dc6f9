/** The cached slots of a span of time, as long as every day of it is known. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { daysBetween, type EpochMs, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import { type DaySegment, type FreshnessLimits, type UsableFreshness, worseOf } from './day_segment.ts';
import { type Acceptance, acceptedState } from './decide_from_cache.ts';
import { beyondNotice, type Listing, trustedSlots } from './trusted_slots.ts';

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
export const listedDays = (
  span: AskedSpan,
  days: readonly UtcDay[],
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  now: EpochMs,
  limits: FreshnessLimits,
  acceptance: Acceptance,
  listing: Listing,
): ListedDays => {
  const missing: UtcDay[] = [];
  const slots: ListedSlot[] = [];
  let freshness: UsableFreshness = 'fresh';
  let observedAt = now;
  for (const day of days) {
    const segment = segments.get(day);
    const state = segment === undefined ? 'missing' : acceptedState(segment, now, limits, acceptance);
    if (segment === undefined || state === 'missing') {
      missing.push(day);
      continue;
    }
    const trusted = acceptance.staleIfError
      ? beyondNotice(segment.slots, now, listing.rules)
      : trustedSlots(day, segments, now, listing);
    if (trusted === undefined) {
      missing.push(day);
      continue;
    }
    freshness = worseOf(freshness, state);
    if (segment.observedAt < observedAt) observedAt = segment.observedAt;
    for (const slot of trusted) {
      if (slot.start >= span.from && slot.end <= span.until + GRACE_MS) slots.push(slot);
    }
  }
  return missing.length > 0 ? { kind: 'incomplete', missing } : { kind: 'listed', slots, freshness, observedAt };
};
