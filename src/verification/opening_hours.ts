/** The hours of the day in which alternatives may start, worked out of a policy for each weekday. */
import type { HoursOfDay, Policy } from './policy.ts';
import { DAY_MS } from './time.ts';
import { timeOfDayMs } from './wall_clock.ts';

/** `[opens, closes)` in milliseconds that the clock shows past midnight. */
export interface Opening {
  readonly opens: number;
  readonly closes: number;
}

/** The openings of each ISO weekday (1 to 7), ascending, no two of which overlap; none on a day off. */
export type OpeningHours = readonly (readonly Opening[])[];

const ROUND_THE_CLOCK: readonly Opening[] = [{ opens: 0, closes: DAY_MS }];
const NO_HOURS: readonly Opening[] = [];
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** The hours of a policy, cut to the part of the day that is wanted. */
export function openingHours({ businessHours, partOfDay }: Pick<Policy, 'businessHours' | 'partOfDay'>): OpeningHours {
  const part = partOfDay === undefined ? undefined : openingOf(partOfDay);
  const hours: (readonly Opening[])[] = [NO_HOURS];
  for (const weekday of WEEKDAYS) {
    const open = businessHours === 'calendar' ? ROUND_THE_CLOCK : openOn(weekday, businessHours);
    hours.push(part === undefined ? open : within(open, part));
  }
  return hours;
}

const openingOf = ({ start, end }: HoursOfDay): Opening => ({ opens: timeOfDayMs(start), closes: timeOfDayMs(end) });

function openOn(weekday: number, hours: Exclude<Policy['businessHours'], 'calendar'>): readonly Opening[] {
  const [only, ...others] = hours;
  if (only !== undefined && others.length === 0) return only.days.includes(weekday) ? [openingOf(only)] : NO_HOURS;
  return joined(hours.filter(({ days }) => days.includes(weekday)).map(openingOf));
}

function joined(openings: readonly Opening[]): readonly Opening[] {
  const result: Opening[] = [];
  for (const opening of openings.toSorted((a, b) => a.opens - b.opens)) {
    const last = result.at(-1);
    if (last === undefined || last.closes < opening.opens) result.push(opening);
    else result[result.length - 1] = { opens: last.opens, closes: Math.max(last.closes, opening.closes) };
  }
  return result;
}

const within = (openings: readonly Opening[], { opens, closes }: Opening): readonly Opening[] =>
  openings
    .map((open) => ({ opens: Math.max(open.opens, opens), closes: Math.min(open.closes, closes) }))
    .filter((open) => open.opens < open.closes);
