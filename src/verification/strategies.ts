/**
 * Where each strategy looks, in the order in which it looks there (rule 4). What makes a slot fit to be offered is told in
 * offerable.ts; here is only which day, which part of it, and how many slots from it.
 *
 * No strategy looks past the horizon: `next_workday` on a Friday with `horizonDays` 2, or `next_week` with 6, finds nothing. The
 * horizon is what one Cal.com call covers and what the caller set as the latest day of interest, and a strategy named by default should not
 * override it.
 */
import type { LocalDay } from './local_day.ts';
import type { Strategy } from './policy.ts';
import type { Request } from './request.ts';
import { around, isWorkday, openWindows, type Window } from './windows.ts';

/** One look: from these windows of one local day, take every offerable slot, or the one nearest the requested local time. */
export interface Look {
  readonly day: LocalDay;
  /** Ascending. Empty where the policy rules the day out: then it is not looked at. */
  readonly windows: readonly Window[];
  readonly take: 'every' | 'nearest';
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAYS_IN_A_WEEK = 7;

/** The looks of each strategy, in order; each is worked out only when it is asked for. */
export const LOOKS_OF: Record<Strategy, (request: Request) => Iterable<Look>> = {
  same_day: sameDay,
  next_workday: nextWorkday,
  next_week: nextWeek,
  next_available: nextAvailable,
};

/** Every offerable slot on the requested local day within ±`windowHours`, ends included. */
function sameDay(request: Request): readonly Look[] {
  const open = openWindows(request.day, request);
  const windows = around(open, () => request.requested, request.policy.windowHours * HOUR_MS);
  return [{ day: request.day, windows, take: 'every' }];
}

/** On the next workday after the requested day, the one slot nearest the requested local time. */
function nextWorkday(request: Request): readonly Look[] {
  for (let date = request.day.date + 1; date <= request.lastDate; date += 1) {
    const day = request.calendar.day(date);
    if (isWorkday(day, request)) return [nearRequestedTime(day, request)];
  }
  return [];
}

/** The same on the day a week later; nothing if that is a day off. */
function nextWeek(request: Request): readonly Look[] {
  const date = request.day.date + DAYS_IN_A_WEEK;
  return date <= request.lastDate ? [nearRequestedTime(request.calendar.day(date), request)] : [];
}

/** Day by day from the requested day to the horizon, from each the slot nearest the requested local time. */
function* nextAvailable(request: Request): Generator<Look> {
  for (let date = request.day.date; date <= request.lastDate; date += 1) {
    const day = request.calendar.day(date);
    yield { day, windows: openWindows(day, request), take: 'nearest' };
  }
}

/** The one slot nearest the requested local time, at most `toleranceMinutes` away. */
function nearRequestedTime(day: LocalDay, request: Request): Look {
  const open = openWindows(day, request);
  const windows = around(open, ({ target }) => target, request.policy.toleranceMinutes * MINUTE_MS);
  return { day, windows, take: 'nearest' };
}
