/**
 * Which questions Cal.com answers otherwise than the days that are cached of it. Cal.com lays out its slots from the asked start on: a start
 * in the middle of a stretch gives other slots than one before it, unless they lie on the clock's own marks. Where only the first slot of a day is
 * listed, it is the first after the start.
 */
import { localCalendar } from '../verification/local_day.ts';
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';
import { type Listing, looksLikeLattice } from './trusted_slots.ts';

/** Cal.com counts bookable days from a month before the question, should that be later than today. */
const LEAST_MONTH_MS = 28 * DAY_MS;

/** Where a question begins. */
export interface QuestionStart {
  /** Slots that begin from then on are asked for. */
  readonly from: EpochMs;
  readonly timeZone: string;
}

/**
 * Whether only Cal.com can tell how its list begins for this question.
 * @param segments with the day of `from` and the one before, as far as they are cached
 */
export const mustBeAsked = (
  { from, timeZone }: QuestionStart,
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  now: EpochMs,
  { rules }: Listing,
): boolean => {
  const start = epochMs(Math.floor(from / MINUTE_MS) * MINUTE_MS);
  // What begins before that is laid out from now on, whatever the question.
  if (start <= now + (rules?.minimumNotice ?? 0) * MINUTE_MS) return false;
  if (rules?.rollingWindow === 'bookable-days' && start > now + LEAST_MONTH_MS) return true;
  // The slots before the first tell how it came to stand where it does, and they are not listed.
  if (rules?.firstSlotOnly === true && !rules.isLattice) return true;
  const startDay = utcDayOf(start);
  const today = segments.get(startDay);
  // It is not cached, and will be fetched with the day before it.
  if (today === undefined) return false;
  const eve = segments.get(utcDay(startDay - 1));
  const isEveUnknown = eve === undefined && startDay > utcDayOf(now);
  const offsetMs = (rules?.offset ?? 0) * MINUTE_MS;
  const before = [...(eve?.slots ?? []), ...today.slots].findLast((slot) => slot.start - offsetMs < start);
  if (rules === undefined) {
    if (before === undefined && !isEveUnknown) return false;
    return today.slots.length < 2 || !looksLikeLattice(today.slots);
  }
  if (rules.firstSlotOnly && before !== undefined && before.start >= localCalendar(timeZone).dayOf(start).start)
    return true;
  if (rules.isLattice) return false;
  return isEveUnknown || (before !== undefined && start < before.start + (rules.step + rules.length) * MINUTE_MS);
};
