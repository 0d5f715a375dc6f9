/** What users ask: an event type by its popularity, soon more often than late, at half hours of their own zone. */
import { type Random, seededRandom } from '../../src/simulator/random.ts';
import { zipf } from '../traffic/zipf.ts';
import type { Settings } from './settings.ts';

/** The body of `POST /v1/verifications`. */
export interface Question {
  readonly eventTypeId: number;
  /** Local time, read by the service in `timeZone`: k6 knows neither `Intl` nor `Temporal`. */
  readonly start: string;
  readonly timeZone: string;
  readonly windowHours: number;
}

const DAY_MS = 86_400_000;

/** The day after tomorrow in UTC: its morning has not passed in any zone. */
const LEAST_DAYS_AHEAD = 2;

/** With the 14 days of the default horizon still within the 31 days that one Cal.com call brings. */
const MOST_DAYS_AHEAD = 13;
const USUAL_DAYS_AHEAD = 3;

const FIRST_HOUR = 8;
const HALF_HOURS = 22;

/** Most leave the window as it is. */
const WINDOW_HOURS: readonly number[] = [2, 2, 2, 1, 3];

const POPULARITY_EXPONENT = 1;

/**
 * Gives the question with each number, whichever user asks it: the same one for the same seed on the same day.
 * @param eventTypeIds most popular first
 */
export const questionsOf = (
  { seed, timeZones }: Pick<Settings, 'seed' | 'timeZones'>,
  eventTypeIds: readonly number[],
): ((number: number) => Question) => {
  const drawRank = zipf(eventTypeIds.length, POPULARITY_EXPONENT);
  return (number) => {
    const random = seededRandom(`${seed}/${number}`);
    const daysAhead = LEAST_DAYS_AHEAD + Math.floor(-Math.log(1 - random()) * USUAL_DAYS_AHEAD);
    const halfHours = Math.floor(random() * HALF_HOURS);
    return {
      eventTypeId: eventTypeIds[drawRank(random)] ?? 0,
      start: localTime(Math.min(daysAhead, MOST_DAYS_AHEAD), halfHours),
      timeZone: oneOf(timeZones, random) ?? 'UTC',
      windowHours: oneOf(WINDOW_HOURS, random) ?? 2,
    };
  };
};

const localTime = (daysAhead: number, halfHours: number): string => {
  const day = new Date(Date.now() + daysAhead * DAY_MS).toISOString().slice(0, 10);
  const hour = String(FIRST_HOUR + Math.floor(halfHours / 2)).padStart(2, '0');
  return `${day}T${hour}:${halfHours % 2 === 0 ? '00' : '30'}`;
};

const oneOf = <T>(items: readonly T[], random: Random): T | undefined => items[Math.floor(random() * items.length)];
