/** The order of alternatives (rule 6). */
import type { Spread } from './policy.ts';
import type { FindingStrategy } from './question.ts';
import type { Slot } from './slot.ts';
import type { EpochMs } from './time.ts';

/** A slot to offer instead of the requested one, or one of the first that are free. */
export interface Alternative {
  slot: Slot;
  /** Which of the question's calendars lists it: its place among them. */
  calendar: number;
  /** What found it. */
  strategy: FindingStrategy;
  /** Whole minutes from the requested start to this one, negative when it is earlier. */
  minutesFromRequested: number;
}

/** What a strategy found. */
export interface Found {
  readonly slot: Slot;
  readonly strategy: FindingStrategy;
  readonly calendar: number;
  /** The preference of that calendar. */
  readonly preference: number;
  /** The local date on which it starts, days since 1970-01-01. */
  readonly date: number;
}

/** What decides which are offered of those that were found. */
export interface Wanted {
  readonly requested: EpochMs;
  /** The most that are offered. */
  readonly maxAlternatives: number;
  readonly spread: Spread;
}

/**
 * Nearest the requested instant first. Of those as near, the one of the preferred calendar, then the earlier one, then that of the calendar which was
 * named first. Of each group that `spread` makes the first alone is kept.
 */
export function rank(found: readonly Found[], { requested, maxAlternatives, spread }: Wanted): readonly Alternative[] {
  const distance = ({ slot }: Found) => Math.abs(slot.start - requested);
  const sorted = found.toSorted(
    (a, b) =>
      distance(a) - distance(b) ||
      a.preference - b.preference ||
      a.slot.start - b.slot.start ||
      a.calendar - b.calendar,
  );
  return firstOfEach(sorted, spread)
    .slice(0, maxAlternatives)
    .map(({ slot, calendar, strategy }) => ({
      slot,
      calendar,
      strategy,
      minutesFromRequested: minutesBetween(requested, slot.start),
    }));
}

/** The number of groups that `spread` makes of them, each of which can offer one. */
export const groupsIn = (found: readonly Found[], spread: Spread): number =>
  spread === 'days' ? new Set(found.map(({ date }) => date)).size : found.length;

function firstOfEach(sorted: readonly Found[], spread: Spread): readonly Found[] {
  if (spread === 'none') return sorted;
  const seen = new Set<number>();
  return sorted.filter(({ date, calendar }) => {
    const group = spread === 'days' ? date : calendar;
    if (seen.has(group)) return false;
    seen.add(group);
    return true;
  });
}

/** Rounded. The sum with 0 makes the -0 that rounding gives for the last half minute before the request a plain 0. */
const minutesBetween = (from: EpochMs, to: EpochMs): number => Math.round((to - from) / 60_000) + 0;
