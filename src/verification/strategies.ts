/**
 * Where each strategy looks (rule 5): on which local days, in which part of them, and how many slots it takes from each. What makes a slot
 * fit to be offered is not told here but in windows.ts (business hours, the future) and in search.ts (seats, busy times, no repetition).
 *
 * No strategy looks past the horizon: `next_workday` on a Friday with `horizonDays` 2, or `next_week` with 6, finds nothing. The
 * horizon is what one Cal.com call covers and the latest day that the caller cares for, and a strategy that is on by default should
 * not override it. searchCalendar sees to that, for all of them at once.
 */
import type { LocalDay } from './local_day.ts';
import type { FindingStrategy, PreparedQuestion } from './question.ts';
import { everySlot, nearestSlot } from './slot_search.ts';
import { HOUR_MS, MINUTE_MS } from './time.ts';
import { around, isWorkday, openWindows, type Window } from './windows.ts';

/** One way to look for alternatives. */
export interface StrategyRule {
  /** The local dates to look at, one after the other (days since 1970-01-01, both included). */
  dates(request: PreparedQuestion): { readonly first: number; readonly last: number };
  /** Where on such a day a slot may start; ascending, and empty where the policy rules the day out: then it is not looked at. */
  windows(day: LocalDay, request: PreparedQuestion): readonly Window[];
  /** How many it takes from there of the slots that may be offered: every one, or the one nearest the requested local time. */
  readonly take: typeof everySlot | typeof nearestSlot;
  /** Whether it looks no further than the first day on which it found something. */
  readonly endsWhenFound?: true;
}

const DAYS_IN_A_WEEK = 7;

/** Every offerable slot on the requested local day within ±`windowHours`, ends included. */
const SAME_DAY: StrategyRule = {
  dates: ({ day }) => only(day.date),
  windows: (day, request) =>
    around(openWindows(day, request), () => request.requested, request.policy.windowHours * HOUR_MS),
  take: everySlot,
};

/**
 * On the next workday after the requested day, the one slot nearest the requested local time, at most `toleranceMinutes` away. Where the
 * calendar alone says what is open, a workday is one on which it has such a slot.
 */
const NEXT_WORKDAY: StrategyRule = {
  dates: (request) =>
    request.policy.businessHours === 'calendar'
      ? { first: request.day.date + 1, last: request.lastDate }
      : only(nextWorkday(request)),
  windows: withinTolerance,
  take: nearestSlot,
  endsWhenFound: true,
};

/** The same on the day a week later; nothing if that is a day off. */
const NEXT_WEEK: StrategyRule = {
  dates: ({ day }) => only(day.date + DAYS_IN_A_WEEK),
  windows: withinTolerance,
  take: nearestSlot,
};

/** Day by day from the requested day to the horizon, from each the slot nearest the requested local time. */
const NEXT_AVAILABLE: StrategyRule = {
  dates: ({ day, lastDate }) => ({ first: day.date, last: lastDate }),
  windows: openWindows,
  take: nearestSlot,
};

/** Day by day from where the search begins to the horizon, every offerable slot. */
const FIRST_FREE: StrategyRule = {
  dates: ({ day, lastDate }) => ({ first: day.date, last: lastDate }),
  windows: openWindows,
  take: everySlot,
};

/** The rule of each strategy. */
export const STRATEGY_RULES: Readonly<Record<FindingStrategy, StrategyRule>> = {
  first_free: FIRST_FREE,
  same_day: SAME_DAY,
  next_workday: NEXT_WORKDAY,
  next_week: NEXT_WEEK,
  next_available: NEXT_AVAILABLE,
};

function withinTolerance(day: LocalDay, request: PreparedQuestion): readonly Window[] {
  return around(openWindows(day, request), ({ target }) => target, request.policy.toleranceMinutes * MINUTE_MS);
}

/** The date of the first workday after the requested day, or one past the horizon when there is none within it. */
function nextWorkday(request: PreparedQuestion): number {
  let date = request.day.date + 1;
  while (date <= request.lastDate && !isWorkday(request.localDays.day(date), request)) date += 1;
  return date;
}

const only = (date: number) => ({ first: date, last: date });
