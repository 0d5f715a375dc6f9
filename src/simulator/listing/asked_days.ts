import { DAY_MS, localDayOf } from '../zone.ts';
import type { SlotsQuestion } from './question.ts';
import { clockIn, comparedInstant, instantOn, later, startOfDay } from './wall_clock.ts';

/**
 * The days of the asker's zone that a question touches, as Cal.com counts them: in steps of 24 hours from a midnight. After a clock change
 * the steps miss midnight, and then a day may be found twice and the last one not at all. Without a zone no day is left out: undefined.
 */
export function askedDays({ from, until, timeZone }: SlotsQuestion): ReadonlySet<number> | undefined {
  if (timeZone === undefined) return undefined;
  const days = new Set<number>();
  let midnight = startOfDay(clockIn(timeZone, from));
  for (; comparedInstant(midnight) <= until; midnight = later(midnight, DAY_MS)) {
    days.add(localDayOf(timeZone, instantOn(midnight)));
  }
  return days;
}
