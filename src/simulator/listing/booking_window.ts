// How far ahead may be booked, seen from now.

import type { BookingWindow } from '../world/event_type.ts';
import type { Interval } from '../world/interval.ts';
import { DAY_MS, MINUTE_MS, weekdayOf } from '../zone.ts';
import { clockIn, dayOn } from './wall_clock.ts';

/** So many days ahead Cal.com looks for bookable ones. */
const MOST_DAYS_LOOKED_AT = 61;

/** The moment of the question, and the zones of those who ask and who are asked. */
export type Moment = { readonly now: number; readonly askerZone: string | undefined; readonly hostZone: string };

/** The first and the last instant (epoch ms) that lie in a window. `bookableDays` are the asker's days on which something is free. */
export function windowOf(window: BookingWindow, moment: Moment, bookableDays: ReadonlySet<number>): Interval {
  const { now, askerZone, hostZone } = moment;
  if (window.type === 'range') {
    const { offset } = clockIn(hostZone, now);
    return { start: window.firstDay * DAY_MS - offset, end: (window.lastDay + 1) * DAY_MS - 1 - offset };
  }
  // The offset of now holds for the end of the window too, whatever the clocks do in between.
  const clock = clockIn(askerZone, now);
  const today = dayOn(clock);
  const lastDay =
    window.type === 'days'
      ? daysLater(today, window.days, window.skipWeekends)
      : lastBookableDay(today, window.days, window.skipWeekends, bookableDays);
  return { start: Number.NEGATIVE_INFINITY, end: (lastDay + 1) * DAY_MS - 1 - clock.offset };
}

function daysLater(day: number, days: number, skipWeekends: boolean): number {
  if (!skipWeekends) return day + days;
  let last = day;
  for (let left = days; left > 0; ) {
    last += 1;
    if (weekdayOf(last) <= 5) left -= 1;
  }
  return last;
}

function lastBookableDay(today: number, needed: number, skipWeekends: boolean, bookable: ReadonlySet<number>): number {
  let day = today;
  let last: number | undefined;
  let found = 0;
  for (let looked = 0; found < needed && looked < MOST_DAYS_LOOKED_AT; looked++) {
    if (bookable.has(day)) {
      found += 1;
      last = day;
    }
    day = daysLater(day, 1, skipWeekends);
  }
  return last ?? day;
}

/** Whether a start lies within the notice, in minutes, that an event type needs. */
export function isWithinNotice(start: number, now: number, notice: number): boolean {
  return notice > 0 && start < now + notice * MINUTE_MS;
}
