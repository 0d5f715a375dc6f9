/**
 * A day on the caller's calendar as instants. This is the only place where the rules meet a time zone: everything
 * after it is arithmetic on numbers.
 */
import { DAY_MS, type EpochMs, epochMs, utcDayOf } from './time.ts';
import { type WallMs, wallAt } from './wall_clock.ts';

/** A part of a local day, `[from, until)`, in which the clocks are not changed. */
export interface ClockStretch {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Milliseconds ahead of UTC. */
  readonly offset: number;
}

/** One local day, `[start, end)`. It has 24 hours, or 23, or 25, or 23½; or none where a zone skipped a date. */
export interface LocalDay {
  /** The date as days since 1970-01-01 on the local calendar, so that neighbours are one apart. */
  readonly date: number;
  /** The date as ISO 8601, `2026-12-01`. */
  readonly isoDate: string;
  /** ISO weekday: 1 is Monday, 7 Sunday. */
  readonly weekday: number;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Ascending and without gaps: one on an ordinary day, two on a day when the clocks are changed. */
  readonly stretches: readonly ClockStretch[];
}

const EPOCH = Temporal.PlainDate.from('1970-01-01');

/**
 * A day takes some five microseconds to work out and one request may need sixty, always the same ones for a zone. At the bound
 * everything is forgotten: honest traffic comes there once in months, and it needs no bookkeeping.
 */
const MAX_DAYS_REMEMBERED = 20_000;
const calendars = new Map<string, LocalCalendar>();
let daysRemembered = 0;

/**
 * The calendar of a time zone.
 * @throws RangeError from its methods when the time zone is unknown
 */
export function localCalendar(timeZone: string): LocalCalendar {
  return calendars.get(timeZone) ?? new LocalCalendar(timeZone);
}

/** The local days of one time zone, each worked out once. */
export class LocalCalendar {
  readonly #timeZone: string;
  readonly #days = new Map<number, LocalDay>();

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** The local day on a date (days since 1970-01-01). */
  day(date: number): LocalDay {
    return this.#days.get(date) ?? this.#remember(workOut(this.#timeZone, date));
  }

  /** The local day on which an instant falls. */
  dayOf(instant: EpochMs): LocalDay {
    let day = this.day(utcDayOf(instant));
    while (instant < day.start) day = this.day(day.date - 1);
    while (instant >= day.end) day = this.day(day.date + 1);
    return day;
  }

  #remember(day: LocalDay): LocalDay {
    if (daysRemembered >= MAX_DAYS_REMEMBERED) {
      for (const calendar of calendars.values()) calendar.#days.clear();
      calendars.clear();
      daysRemembered = 0;
    }
    calendars.set(this.#timeZone, this);
    this.#days.set(day.date, day);
    daysRemembered += 1;
    return day;
  }
}

/** What the local clock shows at an instant of this day. */
export function clockAt(day: LocalDay, instant: EpochMs): WallMs {
  const stretch = day.stretches.find(({ until }) => instant < until);
  if (stretch === undefined) throw new RangeError(`${instant} is not on ${day.isoDate}`);
  return wallAt(instant, stretch.offset);
}

function workOut(timeZone: string, date: number): LocalDay {
  const plainDate = EPOCH.add({ days: date });
  const start = plainDate.toZonedDateTime(timeZone);
  const end = plainDate.add({ days: 1 }).toZonedDateTime(timeZone);
  return {
    date,
    isoDate: plainDate.toString(),
    weekday: plainDate.dayOfWeek,
    start: epochMs(start.epochMilliseconds),
    end: epochMs(end.epochMilliseconds),
    stretches: stretchesBetween(start, end),
  };
}

function stretchesBetween(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): ClockStretch[] {
  if (end.epochMilliseconds - start.epochMilliseconds === DAY_MS) {
    // Finding the next change of the clocks is the slow part, and a day of 24 hours has none.
    return [stretch(start, end)];
  }
  const stretches: ClockStretch[] = [];
  let from = start;
  while (from.epochMilliseconds < end.epochMilliseconds) {
    const change = from.getTimeZoneTransition('next');
    const until = change !== null && change.epochMilliseconds < end.epochMilliseconds ? change : end;
    stretches.push(stretch(from, until));
    from = until;
  }
  return stretches;
}

const stretch = (from: Temporal.ZonedDateTime, until: Temporal.ZonedDateTime): ClockStretch => ({
  from: epochMs(from.epochMilliseconds),
  until: epochMs(until.epochMilliseconds),
  offset: from.offsetNanoseconds / 1_000_000,
});
