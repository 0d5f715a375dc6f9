/**
 * Where each strategy looks, in the order in which it looks there (rule 4). What makes a slot fit to be offered is told in
 * offerable.ts; here is only which day, which part of it, and how many slots from it.
 *
 * No strategy looks past the horizon: `next_workday` on a Friday with `horizonDays` 2, or `next_week` with 6, finds nothing. The
 * horizon is what one Cal.com call covers and what the caller set as the latest day of interest, and a strategy named by default should not
 * override it.
 */
import { type LocalDay, localDay } from './local_day.ts';
import type { Strategy } from './policy.ts';
import type { Request } from './request.ts';
import { around, isWorkday, openWindows, type Window } from './windows.ts';

/** One look: from these windows of one local day, take every offerable slot, or the one nearest the requested local time. */
export interface Look {
  readonly strategy: Strategy;
  readonly day: LocalDay;
  /** Ascending. Never empty: what policy rules out is not looked at. */
  readonly windows: readonly Window[];
  readonly take: 'every' | 'nearest';
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAYS_IN_A_WEEK = 7;

/** All looks of the policy's strategies in their order, each worked out only when it is asked for. */
export function* looks(request: Request): Generator<Look> {
  for (const strategy of request.policy.strategies) {
    for (const look of LOOKS_OF[strategy](request)) {
      if (look.windows.length > 0) yield look;
    }
  }
}

const LOOKS_OF: Record<Strategy, (request: Request) => Iterable<Look>> = {
  same_day: sameDay,
  next_workday: nextWorkday,
  next_week: nextWeek,
  next_available: nextAvailable,
};

/** Every offerable slot on the requested local day within ±`windowHours`, ends included. */
function* sameDay(request: Request): Generator<Look> {
  const open = openWindows(request.day, request);
  const windows = around(open, () => request.requested, request.policy.windowHours * HOUR_MS);
  yield { strategy: 'same_day', day: request.day, windows, take: 'every' };
}

/** On the next workday after the requested day, the one slot nearest the requested local time. */
function* nextWorkday(request: Request): Generator<Look> {
  for (const day of daysFrom(request.day.date + 1, request)) {
    if (isWorkday(day, request)) {
      yield nearRequestedTime('next_workday', day, request);
      return;
    }
  }
}

/** The same on the day a week later; nothing if that is a day off. */
function* nextWeek(request: Request): Generator<Look> {
  for (const day of daysFrom(request.day.date + DAYS_IN_A_WEEK, request)) {
    yield nearRequestedTime('next_week', day, request);
    return;
  }
}

/** Day by day from the requested day to the horizon, from each the slot nearest the requested local time. */
function* nextAvailable(request: Request): Generator<Look> {
  for (const day of daysFrom(request.day.date, request)) {
    yield { strategy: 'next_available', day, windows: openWindows(day, request), take: 'nearest' };
  }
}

/** The one slot nearest the requested local time, at most `toleranceMinutes` away. */
function nearRequestedTime(strategy: Strategy, day: LocalDay, request: Request): Look {
  const open = openWindows(day, request);
  const windows = around(open, ({ target }) => target, request.policy.toleranceMinutes * MINUTE_MS);
  return { strategy, day, windows, take: 'nearest' };
}

/** The local days from a date to the horizon. */
function* daysFrom(date: number, { timeZone, lastDate }: Request): Generator<LocalDay> {
  for (let next = date; next <= lastDate; next += 1) yield localDay(timeZone, next);
}
