/** One question, prepared: whatever the rules need over and over is worked out here once. */
import { type BusyTimes, busyTimes } from './busy_times.ts';
import { clockAt, type LocalCalendar, type LocalDay, localCalendar } from './local_day.ts';
import type { Policy } from './policy.ts';
import { type EpochMs, epochMs } from './time.ts';
import { midnightOf, timeOfDayMs } from './wall_clock.ts';

/** What is asked. */
export interface Question {
  requested: EpochMs;
  /** IANA name of the caller's time zone. */
  timeZone: string;
  /** Only to tell the requested slot's end when Cal.com does not list that slot. */
  durationMinutes?: number | undefined;
  policy: Policy;
}

/** A question as the strategies want it. */
export interface PreparedQuestion {
  readonly requested: EpochMs;
  readonly timeZone: string;
  readonly policy: Policy;
  /** The calendar of that zone. */
  readonly calendar: LocalCalendar;
  /** The requested local day. */
  readonly day: LocalDay;
  /** The last local day that may be looked at, days since 1970-01-01. */
  readonly lastDate: number;
  /** The requested local time: milliseconds that the clock shows past midnight. */
  readonly timeOfDay: number;
  /** Opening and closing time, milliseconds that the clock shows past midnight. */
  readonly opening: number;
  readonly closing: number;
  /** The first instant at which an alternative may start. */
  readonly earliest: EpochMs;
  readonly busy: BusyTimes;
}

/**
 * Prepares a question that is asked at the instant `now`.
 * @throws RangeError when the time zone is unknown
 */
export function prepare(question: Question, now: EpochMs): PreparedQuestion {
  const { requested, timeZone, policy } = question;
  const calendar = localCalendar(timeZone);
  const day = calendar.dayOf(requested);
  return {
    requested,
    timeZone,
    policy,
    calendar,
    day,
    lastDate: day.date + policy.horizonDays,
    timeOfDay: clockAt(day, requested) - midnightOf(day.date),
    opening: timeOfDayMs(policy.businessHours.start),
    closing: timeOfDayMs(policy.businessHours.end),
    earliest: epochMs(now + 1),
    busy: busyTimes(policy.busy),
  };
}
