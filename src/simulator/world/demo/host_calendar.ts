// A demo host's connected calendar as it stands before anyone books: public holidays, days off and appointments. It depends on the seed,
// the host and the date alone, so two simulators with one seed agree, whatever was asked of them before and whenever.

import { integerBetween, seededRandom } from '../../random.ts';
import { dateOf, instantOf, localDayOf, MINUTE_MS, weekdayOf } from '../../zone.ts';
import type { ConnectedCalendar, Opening } from '../host.ts';
import type { Interval } from '../interval.ts';

/** Whose calendar it is, and the hours that the appointments lie in. */
export type CalendarOwner = Opening & { readonly username: string; readonly timeZone: string };

const HOLIDAYS = new Set(['01-01', '05-01', '12-24', '12-25', '12-26', '12-31']);
const DAY_OFF_PROBABILITY = 1 / 40;
const APPOINTMENT_MINUTES = [30, 30, 60, 60, 90];
const MOST_DAYS_REMEMBERED = 1000;

/** The generated calendar of one host. */
export function hostCalendar(owner: CalendarOwner, seed: string): ConnectedCalendar {
  const days = new Map<number, readonly Interval[]>();
  const busyOn = (localDay: number): readonly Interval[] => {
    const known = days.get(localDay);
    if (known) return known;
    if (days.size >= MOST_DAYS_REMEMBERED) days.clear();
    const busy = generate(owner, seed, localDay);
    days.set(localDay, busy);
    return busy;
  };
  return ({ start, end }) => {
    const busy: Interval[] = [];
    // An appointment may last past midnight where a host works late.
    const last = localDayOf(owner.timeZone, end);
    for (let day = localDayOf(owner.timeZone, start) - 1; day <= last; day++) busy.push(...busyOn(day));
    return busy;
  };
}

function generate(owner: CalendarOwner, seed: string, localDay: number): readonly Interval[] {
  // Nobody works then anyway.
  if (weekdayOf(localDay) > 5) return [];
  const { username, timeZone, opensAtMinute, closesAtMinute } = owner;
  const date = dateOf(localDay);
  const random = seededRandom(`${seed}/calendar/${username}/${date}`);
  if (HOLIDAYS.has(date.slice(5)) || random() < DAY_OFF_PROBABILITY) {
    return [{ start: instantOf(timeZone, localDay, 0), end: instantOf(timeZone, localDay + 1, 0) }];
  }
  const opens = instantOf(timeZone, localDay, opensAtMinute);
  const quarters = Math.floor((closesAtMinute - opensAtMinute) / 15);
  return Array.from({ length: integerBetween(random, 1, 4) }, () => {
    const start = opens + integerBetween(random, 0, quarters - 2) * 15 * MINUTE_MS;
    const minutes = APPOINTMENT_MINUTES[integerBetween(random, 0, APPOINTMENT_MINUTES.length - 1)] ?? 30;
    return { start, end: start + minutes * MINUTE_MS };
  });
}
