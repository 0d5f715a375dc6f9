/** The search of one calendar for alternatives, as though it were the only one (rules 4 and 5). */
import { isBookable } from './bookable.ts';
import type { DaysRead } from './days_read.ts';
import type { LocalDay } from './local_day.ts';
import type { PreparedQuestion } from './question.ts';
import { type Found, groupsIn } from './ranking.ts';
import type { Slot } from './slot.ts';
import { STRATEGY_RULES } from './strategies.ts';
import type { UtcDay } from './time.ts';

/** What a search has found. */
export interface Search {
  readonly found: readonly Found[];
  /** The last local day that was looked at. */
  readonly lastDay: LocalDay;
  /** The UTC days for want of which the search broke off; empty when it did not. */
  readonly missing: readonly UtcDay[];
}

/** Whose days are searched. */
interface Searched {
  readonly days: DaysRead;
  /** Its place among the question's. */
  readonly calendar: number;
  readonly preference: number;
}

/** Runs the strategies in order, each day by day, until there are enough alternatives. */
export function searchCalendar(request: PreparedQuestion, { days, calendar, preference }: Searched): Search {
  const { maxAlternatives, spread } = request.policy;
  const found: Found[] = [];
  let lastDay = request.day;

  // Rule 4, but for what holds without asking: the windows end with the opening hours and start after now, and the requested slot, had
  // it been bookable, would have been the answer.
  const mayBeOffered = (slot: Slot): boolean =>
    isBookable(slot, request.busy) && !found.some((other) => other.slot.start === slot.start);

  for (const strategy of request.strategies) {
    const rule = STRATEGY_RULES[strategy];
    const { first, last } = rule.dates(request);
    for (let date = first; date <= last && date <= request.lastDate; date += 1) {
      if (groupsIn(found, spread) >= maxAlternatives) return { found, lastDay, missing: [] };
      const day = request.localDays.day(date);
      const windows = rule.windows(day, request);
      if (windows.length === 0) continue;
      const { parts, missing } = days.partsOf(windows);
      if (missing.length > 0) return { found, lastDay, missing };
      if (date > lastDay.date) lastDay = day;
      const taken = rule.take(parts, mayBeOffered);
      for (const slot of taken) found.push({ slot, strategy, calendar, preference, date });
      if (rule.endsWhenFound && taken.length > 0) break;
    }
  }
  return { found, lastDay, missing: [] };
}
