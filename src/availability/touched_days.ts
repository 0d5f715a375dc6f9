/** Which UTC days a change of a host's time touches. */
import type { TouchedTime } from '../calcom/webhook.ts';
import type { Interval } from '../verification/policy.ts';
import { DAY_MS, daysBetween, type EpochMs, epochMs, type UtcDay, utcDay, utcDayOf } from '../verification/time.ts';

/** Days of a change; no day is both certain and possible. */
export interface TouchedDays {
  /** The changed time itself lies on them. */
  readonly certain: ReadonlySet<UtcDay>;
  /** Slots on them may reach into the changed time, or the time is not known well enough to rule them out. */
  readonly possible: ReadonlySet<UtcDay>;
  /** The changed times, each as long as it may be by what is known of it. */
  readonly times: readonly Interval[];
}

/** A slot that begins so long before a booking may still run into it, over midnight: the longest that event types usually are. */
const LONGEST_SLOT_MS = 60 * 60_000;

/** No local date begins earlier or ends later than so far from the same date in UTC. */
const WIDEST_OFFSET_MS = 14 * 60 * 60_000;

/** Cal.com lists nothing beyond a year from now. */
const MOST_DAYS = 366;

/** The days of these times from today on: nobody asks for earlier ones. */
export const touchedDays = (times: readonly TouchedTime[], today: UtcDay): TouchedDays => {
  const certain = new Set<UtcDay>();
  const possible = new Set<UtcDay>();
  const widest: Interval[] = [];
  const addTo = (days: Set<UtcDay>, from: number, last: number): void => {
    const first = utcDay(Math.max(today, utcDayOf(from)));
    for (const day of daysBetween(first, utcDay(Math.min(today + MOST_DAYS, utcDayOf(last))))) days.add(day);
  };
  for (const time of times) {
    const { surelyFrom, surelyUntil, from, until } = boundsOf(time);
    addTo(certain, surelyFrom, Math.max(surelyFrom, surelyUntil - 1));
    const margin = time.datesOnly ? WIDEST_OFFSET_MS : 0;
    addTo(possible, from - LONGEST_SLOT_MS + 1 - margin, Math.max(from, until - 1) + margin);
    widest.push({ start: epochMs(from - margin), end: epochMs(until + margin) });
  }
  return { certain, possible: possible.difference(certain), times: widest };
};

interface Bounds {
  readonly surelyFrom: number;
  readonly surelyUntil: number;
  readonly from: number;
  readonly until: number;
}

const boundsOf = ({ from, until }: TouchedTime): Bounds => {
  if (from !== undefined && until !== undefined && until > from) {
    return { surelyFrom: from, surelyUntil: until, from, until };
  }
  // Of one end alone it is certain that the time touches it. No booking lasts longer than a day.
  if (from !== undefined) return { surelyFrom: from, surelyUntil: from + 1, from, until: from + DAY_MS };
  const end = until ?? (0 as EpochMs);
  return { surelyFrom: end - 1, surelyUntil: end, from: end - DAY_MS, until: end };
};
