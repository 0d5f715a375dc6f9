// Days, weeks from Sunday, and months on a wall clock.

import { DAY_MS, weekdayOf } from '../zone.ts';
import { dayOn, later, setHands, type WallClock } from './wall_clock.ts';

/** What a limit is for. */
export type Period = 'day' | 'week' | 'month';

export function beginOfPeriod(clock: WallClock, period: Period): WallClock {
  return setHands(clock, firstDay(clock, period) * DAY_MS);
}

/** The last millisecond of a clock's period. */
export function endOfPeriod(clock: WallClock, period: Period): WallClock {
  return setHands(clock, nextPeriod(firstDay(clock, period), period) * DAY_MS - 1);
}

/** A clock that stands at the beginning of a period set to that of the next, at the offset that it has. */
export function periodLater(clock: WallClock, period: Period): WallClock {
  const day = dayOn(clock);
  return later(clock, (nextPeriod(day, period) - day) * DAY_MS);
}

function firstDay(clock: WallClock, period: Period): number {
  const day = dayOn(clock);
  if (period === 'day') return day;
  if (period === 'week') return day - (weekdayOf(day) % 7);
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / DAY_MS;
}

function nextPeriod(day: number, period: Period): number {
  if (period === 'day') return day + 1;
  if (period === 'week') return day + 7;
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / DAY_MS;
}
