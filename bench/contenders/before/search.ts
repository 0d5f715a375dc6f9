/**
 * The search of the service that was before: one window after the other, each a call to Cal.com unless it is cached. Written anew from what is known
 * of it; where that leaves something open, the choice is the one that gives the calls which its own report counts, 10 + 4 + 14 on a full
 * calendar, and otherwise the one that makes its answers better or its calls fewer.
 */
import type { EpochMs } from '../../../src/verification/time.ts';
import type { Ask } from '../../contender.ts';
import {
  closingOf,
  isInBusinessHours,
  isWeekend,
  movedIntoBusinessHours,
  onNextWorkday,
  openingOf,
} from './business_hours.ts';
import { type Window, windowOf } from './window.ts';

/**
 * Gives when each slot of the local days that a window touches starts, in any order. Rejects when Cal.com cannot be asked, and the search with it.
 */
export type FetchSlots = (window: Window) => Promise<readonly EpochMs[]>;

/** What was found. */
export interface Found {
  readonly outcome: 'available' | 'alternatives' | 'unavailable';
  /** The requested slot, or what is offered in its place, at most two. */
  readonly offers: readonly EpochMs[];
}

/** What a search is made with. */
interface Search {
  /** The requested time, moved into business hours. */
  readonly time: Temporal.ZonedDateTime;
  readonly windowHours: number;
  /** When the slots in a window start: those in business hours, nearest the searched time first. */
  readonly offerable: (from: Temporal.ZonedDateTime, until: Temporal.ZonedDateTime) => Promise<readonly EpochMs[]>;
}

type Strategy = (search: Search) => Promise<readonly EpochMs[]>;

const WANTED = 2;
const TOLERANCE_MINUTES = 30;
const CANDIDATE_HOURS = 2;
const CANDIDATE_TOLERANCE_MINUTES = 15;
const NEXT_AVAILABLE_DAYS = 7;
/**
 * "Days 0 to 14 ahead without weekends" are 14 calls in the report. Days of the calendar would be 11 of them, so days on no weekend are counted, 14 from
 * the first on; the seven days of `nextAvailable` are the calendar's, or its ten would be more.
 */
const BRUTE_FORCE_WORKDAYS = 14;
const MINUTE_MS = 60_000;

/** Two windows on the same day, each only where it lies within business hours, which may begin and end with it. */
const sameDay: Strategy = async ({ time, windowHours, offerable }) => {
  const earlier = time.subtract(hours(windowHours));
  const later = time.add(hours(windowHours));
  const found: EpochMs[] = [];
  if (isNotBefore(earlier, openingOf(time))) found.push(...(await offerable(earlier, time)));
  if (isNotBefore(closingOf(time), later)) found.push(...(await offerable(time, later)));
  return found.sort(nearestTo(time));
};

const nextWorkday: Strategy = ({ time, offerable }) => aroundTime(onNextWorkday(time), offerable);

const nextWeek: Strategy = ({ time, offerable }) => aroundTime(time.add({ weeks: 1 }), offerable);

const nextAvailable: Strategy = async ({ time, offerable }) => {
  for (let days = 1; days <= NEXT_AVAILABLE_DAYS; days += 1) {
    const day = time.add({ days });
    if (isWeekend(day)) continue;
    const found = await offerable(openingOf(day), closingOf(day));
    if (found.length > 0) return found;
  }
  return [];
};

/** Four times that might do, each verified on its own, when no strategy found anything. A slot nearby counts for them. */
const candidates: Strategy = async ({ time, offerable }) => {
  const times = [
    time.subtract({ hours: CANDIDATE_HOURS }),
    time.add({ hours: CANDIDATE_HOURS }),
    onNextWorkday(time),
    time.add({ weeks: 1 }),
  ];
  const found: EpochMs[] = [];
  for (const candidate of times) {
    const onItsDay = await offerable(openingOf(candidate), closingOf(candidate));
    const near = onItsDay.filter(
      (slot) => distance(slot, candidate) <= CANDIDATE_TOLERANCE_MINUTES * MINUTE_MS && !found.includes(slot),
    );
    found.push(...near.sort(nearestTo(candidate)).slice(0, 1));
  }
  return found;
};

/** Day by day, when nothing else was left. */
const bruteForce: Strategy = async ({ time, offerable }) => {
  let day = time;
  for (let count = 0; count < BRUTE_FORCE_WORKDAYS; count += 1) {
    const found = await offerable(openingOf(day), closingOf(day));
    if (found.length > 0) return found;
    day = onNextWorkday(day);
  }
  return [];
};

const STRATEGIES: readonly Strategy[] = [sameDay, nextWorkday, nextWeek, nextAvailable];
const LAST_RESORTS: readonly Strategy[] = [candidates, bruteForce];

/**
 * Searches for a question. All windows are fetched in sequence. First the requested time itself is verified, which is the tenth call of the ten;
 * a request that is moved is not, since nobody is served outside of business hours.
 *
 * @throws RangeError when the time zone is unknown, and whatever `fetchSlots` throws
 */
export const search = async (
  { start, timeZone, windowHours }: Omit<Ask, 'eventTypeId'>,
  fetchSlots: FetchSlots,
): Promise<Found> => {
  const zoned = (instant: number): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  const requested = zoned(start);
  const time = movedIntoBusinessHours(requested);
  if (time === requested) {
    // The window is the later one of the same day's, so that its look-up there finds what this one brought.
    const listed = await fetchSlots(windowOf(time, time.add(hours(windowHours))));
    if (listed.includes(start)) return { outcome: 'available', offers: [start] };
  }

  const offerable: Search['offerable'] = async (from, until) => {
    const window = windowOf(from, until);
    return [...new Set(await fetchSlots(window))]
      .filter((slot) => slot >= window.from && slot <= window.until && slot !== start)
      .filter((slot) => isInBusinessHours(zoned(slot)))
      .sort(nearestTo(time));
  };
  const found = new Set<EpochMs>();
  const searched: Search = { time, windowHours, offerable };
  for (const strategy of STRATEGIES) {
    for (const slot of await strategy(searched)) found.add(slot);
    if (found.size >= WANTED) break;
  }
  for (const lastResort of LAST_RESORTS) {
    if (found.size > 0) break;
    for (const slot of await lastResort(searched)) found.add(slot);
  }
  const offers = [...found].slice(0, WANTED);
  return { outcome: offers.length > 0 ? 'alternatives' : 'unavailable', offers };
};

const aroundTime = (time: Temporal.ZonedDateTime, offerable: Search['offerable']): ReturnType<Search['offerable']> =>
  offerable(time.subtract({ minutes: TOLERANCE_MINUTES }), time.add({ minutes: TOLERANCE_MINUTES }));

/** `Temporal` takes whole numbers only, and an ask may look half an hour around. */
const hours = (count: number): Temporal.Duration => Temporal.Duration.from({ minutes: Math.round(count * 60) });

const isNotBefore = (time: Temporal.ZonedDateTime, other: Temporal.ZonedDateTime): boolean =>
  Temporal.ZonedDateTime.compare(time, other) >= 0;

const distance = (slot: EpochMs, time: Temporal.ZonedDateTime): number => Math.abs(slot - time.epochMilliseconds);

/** Of two as near, the earlier first. */
const nearestTo =
  (time: Temporal.ZonedDateTime) =>
  (one: EpochMs, other: EpochMs): number =>
    distance(one, time) - distance(other, time) || one - other;
