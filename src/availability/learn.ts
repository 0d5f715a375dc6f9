/** What an answer of Cal.com's teaches, when it is held against what was cached before it. Pure. */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { daysBetween, type EpochMs, HOUR_MS, type UtcDay, utcDayOf } from '../verification/time.ts';
import { type Experience, type Horizon, horizonOf, NOTHING, type Seen, withoutQuiet } from './experience.ts';
import type { StoredSegments, WrittenAnswer } from './segment_store.ts';
import { beyondNotice, type Listing, trustedSlots } from './trusted_slots.ts';

/** What was seen so long ago counts half. */
const HALF_LIFE_MS = 3 * 24 * HOUR_MS;

/** Cal.com's own answers lag by seconds: between two calls that are so close, a difference is none of the host's. */
const LEAST_BETWEEN_MS = 10_000;

/**
 * What is known after another answer of Cal.com's. A day counts where nothing was told of that has changed it since it was last observed: then it
 * should be as it was, but for what the clock has moved.
 * @param former what was cached before the call
 */
export const learn = (former: StoredSegments, answer: WrittenAnswer, listing: Listing): Experience => {
  const { observedAt, from, until, slots } = answer;
  const before = faded(former.experience, observedAt);
  const seen = { near: { ...before.near }, week: { ...before.week }, later: { ...before.later } };
  const byDay = Map.groupBy(slots, ({ start }) => utcDayOf(start));
  for (const day of daysBetween(from, until)) {
    const segment = former.segments.get(day);
    const betweenMs = segment === undefined ? 0 : observedAt - segment.observedAt;
    if (segment === undefined || betweenMs < LEAST_BETWEEN_MS) continue;
    if (former.changes.doubtedUntil(day, segment.observedAt) !== undefined) continue;
    const expected = expectedOn(day, former, observedAt, listing);
    if (expected === undefined) continue;
    const found = beyondNotice(byDay.get(day) ?? [], observedAt, listing.rules);
    const one = seen[horizonOf(day, observedAt)];
    one.dayHours += betweenMs / HOUR_MS;
    if (!areSame(expected, found)) one.changes += 1;
  }
  // Cal.com counts no seat that is taken or given up as a change of its booking: no look for bookings finds it, and a quiet week is no promise.
  const hasSeats = [...slots, ...slotsOf(former)].some(({ seatsRemaining }) => seatsRemaining !== undefined);
  const { near, week, later } = seen;
  return hasSeats
    ? { near: withoutQuiet(near), week: withoutQuiet(week), later: withoutQuiet(later), at: observedAt }
    : { ...seen, at: observedAt };
};

const faded = (experience: Experience | undefined, now: EpochMs): Record<Horizon, Seen> => {
  if (experience === undefined) return { near: NOTHING, week: NOTHING, later: NOTHING };
  const share = 0.5 ** (Math.max(0, now - experience.at) / HALF_LIFE_MS);
  const fade = ({ changes, dayHours }: Seen): Seen => ({ changes: changes * share, dayHours: dayHours * share });
  return { near: fade(experience.near), week: fade(experience.week), later: fade(experience.later) };
};

/** The slots that a day has now if nobody has changed it; undefined where only Cal.com knows. */
const expectedOn = (
  day: UtcDay,
  { segments }: Pick<StoredSegments, 'segments'>,
  now: EpochMs,
  listing: Listing,
): readonly ListedSlot[] | undefined => {
  const expected = trustedSlots(day, segments, now, listing);
  // Where one slot of a day is listed, another one takes its place as the clock goes on.
  const hasLost = expected?.length !== segments.get(day)?.slots.length;
  return listing.rules?.firstSlotOnly === true && hasLost ? undefined : expected;
};

const slotsOf = ({ segments }: Pick<StoredSegments, 'segments'>): readonly ListedSlot[] =>
  [...segments.values()].flatMap((segment) => segment?.slots ?? []);

/** A full slot of a seated event type stays listed: what is left of it tells. */
const areSame = (some: readonly ListedSlot[], others: readonly ListedSlot[]): boolean =>
  some.length === others.length &&
  some.every(({ start, seatsRemaining }, index) => {
    const other = others[index];
    return start === other?.start && seatsRemaining === other.seatsRemaining;
  });
