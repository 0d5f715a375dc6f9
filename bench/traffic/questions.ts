/** What users ask: which event type, for when, and from where. */
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import type { Ask } from '../contender.ts';
import type { Random } from './random.ts';
import { zipf } from './zipf.ts';

/** The first of the simulator's generated event types, each with a host of its own. */
const FIRST_EVENT_TYPE_ID = 1_000;

/** Callers' zones; most of them sit where the hosts do. */
const USUAL_TIME_ZONES: readonly string[] = [
  ...['Europe/Berlin', 'Europe/Berlin', 'Europe/Berlin', 'Europe/Lisbon', 'Europe/London'],
  ...['America/Chicago', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo'],
];

/** Most leave the window as it is. */
const WINDOW_HOURS: readonly number[] = [2, 2, 2, 1, 3];

/** The furthest day that is asked for, and how many days ahead the middle one lies. */
const MOST_DAYS_AHEAD = 13;
const USUAL_DAYS_AHEAD = 3;

const FIRST_HOUR = 8;
const LAST_HOUR = 18;

/** What the questions are drawn from. */
export interface QuestionSettings {
  readonly random: Random;
  /** How many event types there are. */
  readonly eventTypes: number;
  /** How unevenly they are asked for; 0 is evenly. */
  readonly skew: number;
  readonly clock: () => EpochMs;
  /** Callers' zones (IANA names), each as often as it is named; most of Europe unless told. */
  readonly timeZones?: readonly string[];
}

/** The id of the event type with this rank of popularity. */
export const eventTypeIdOf = (rank: number): number => FIRST_EVENT_TYPE_ID + rank;

/** Gives one question after another: tomorrow or later, on the half hour between 08:00 and 18:30 of the caller's day. */
export const questions = ({
  random,
  eventTypes,
  skew,
  clock,
  timeZones = USUAL_TIME_ZONES,
}: QuestionSettings): (() => Ask) => {
  const draw = zipf(eventTypes, skew);
  const one = <T>(items: readonly T[], fallback: T): T => items[Math.floor(random() * items.length)] ?? fallback;
  return () => {
    const eventTypeId = eventTypeIdOf(draw(random));
    const timeZone = one(timeZones, 'UTC');
    const windowHours = one(WINDOW_HOURS, 2);
    // Exponential: most people want it soon.
    const daysAhead = Math.min(MOST_DAYS_AHEAD, 1 + Math.floor(-Math.log(1 - random()) * USUAL_DAYS_AHEAD));
    const halfHours = Math.floor(random() * ((LAST_HOUR - FIRST_HOUR) * 2 + 2));
    const start = Temporal.Instant.fromEpochMilliseconds(clock())
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .add({ days: daysAhead })
      .toPlainDateTime({ hour: FIRST_HOUR + Math.floor(halfHours / 2), minute: (halfHours % 2) * 30 })
      .toZonedDateTime(timeZone);
    return { eventTypeId, start: epochMs(start.epochMilliseconds), timeZone, windowHours };
  };
};
