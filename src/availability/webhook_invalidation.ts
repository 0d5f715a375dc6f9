/**
 * What a webhook does to the cache.
 *
 * - The event type that was booked (or may be it, where it is cached under a slug): the days that the booking lies on are dropped. What
 *   was known of them stays, without the slots that overlap the changed times, for as long as Cal.com cannot be asked: without it, an
 *   outage and a booking together would be an error to a caller. Of a cancelled booking that hides a slot which has become free, and
 *   of an event type with buffers it may list one that the booking's buffer has taken: Cal.com does not tell how long that is.
 * - Every other cached event type of the tenant: the same days are doubted, since a host's time is shared.
 * - For all of them, the day before (or after) is doubted where a slot of it could reach into the booking.
 * - A time that the webhook does not tell: every cached day that it may concern is doubted, none is dropped. A doubted day still
 *   answers at once while it is asked for anew, so a poor template costs calls and never an answer.
 */
import type { AvailabilityChange } from '../calcom/webhook.ts';
import { type EpochMs, type UtcDay, utcDayOf } from '../verification/time.ts';
import { mayBeBooked } from './booked_event_type.ts';
import { inBatches } from './in_batches.ts';
import { type SegmentsName, subjectOf } from './segment_key.ts';
import type { SegmentStore } from './segment_store.ts';
import { type TouchedDays, touchedDays } from './touched_days.ts';

/** Event types whose commands are on their way to Redis at once. */
const AT_ONCE = 100;

/** What was invalidated. */
export interface Invalidated {
  /** Those with a changed day that the change is known to touch, and not only because its time is missing. */
  readonly touched: readonly SegmentsName[];
  /** The last day that the change is known to touch; today where none is. */
  readonly lastDay: UtcDay;
  /** How many event types (and durations) have a changed day. */
  readonly changed: number;
}

/**
 * Drops and doubts what a change touches. Days observed after `at` are left alone.
 * @throws when Redis cannot be reached
 */
export const invalidate = async (
  store: SegmentStore,
  names: readonly SegmentsName[],
  change: AvailabilityChange,
  at: EpochMs,
  now: EpochMs,
): Promise<Invalidated> => {
  const days = touchedDays(change.times, utcDayOf(now));
  const counts = await inBatches(names, AT_ONCE, async (name) => ({
    name,
    ...(await invalidateOne(store, name, change, days, at)),
  }));
  const lastDay = Math.max(utcDayOf(now), ...days.certain, ...days.possible) as UtcDay;
  return {
    touched: counts.filter(({ known }) => known > 0).map(({ name }) => name),
    lastDay,
    changed: counts.filter(({ known, unknown }) => known + unknown > 0).length,
  };
};

const invalidateOne = async (
  store: SegmentStore,
  name: SegmentsName,
  change: AvailabilityChange,
  { certain, possible, times }: TouchedDays,
  at: EpochMs,
): Promise<{ readonly known: number; readonly unknown: number }> => {
  const mayBe = mayBeBooked(subjectOf(name).eventType, change.booked);
  const [dropped, doubted] = await Promise.all([
    mayBe ? store.invalidate(name, 'drop', [...certain], at, times) : 0,
    store.invalidate(name, 'doubt', mayBe ? [...possible] : [...certain, ...possible], at),
  ]);
  // Of a moved booking whose old time is unknown, only its own event type is doubted altogether: what that can hide elsewhere
  // is a time that has become free, and no answer is wrong for want of one.
  const isMissing = change.timesMissing && (mayBe || change.times.length === 0);
  const unknown = isMissing ? await store.invalidate(name, 'doubt', await store.cachedDays(name), at) : 0;
  return { known: dropped + doubted, unknown };
};
