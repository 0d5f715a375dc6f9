/** One question, prepared: whatever the rules need over and over is worked out here once. */
import { type BusyTimes, busyTimes } from './busy_times.ts';
import { clockAt, type LocalCalendar, type LocalDay, localCalendar } from './local_day.ts';
import { type OpeningHours, openingHours } from './opening_hours.ts';
import type { Policy, Strategy } from './policy.ts';
import { type EpochMs, epochMs } from './time.ts';
import { midnightOf } from './wall_clock.ts';

/** What finds an alternative: a strategy of the policy, or the search for the first free slot. */
export type FindingStrategy = Strategy | 'first_free';

/** What is asked, whatever it is asked of. */
export interface Question {
  /** The time that is asked for; of a question for the first free slot, the instant from which on one is sought. */
  requested: EpochMs;
  /** No slot in particular is asked for: the first ones that fit are sought. */
  seeks?: 'first-free' | undefined;
  /** Alternatives start at or after this. */
  from?: EpochMs | undefined;
  /** Alternatives start before this. */
  until?: EpochMs | undefined;
  /** IANA name of the caller's time zone. */
  timeZone: string;
  /** Only to tell the requested slot's end when Cal.com does not list that slot. */
  durationMinutes?: number | undefined;
  policy: Policy;
}

/** The question as it is at `now`: the first free slot is sought from now on at the earliest. */
export const asOf = (question: Question, now: EpochMs): Question =>
  question.seeks === 'first-free' && question.requested < now ? { ...question, requested: now } : question;

/** A question as the strategies want it. */
export interface PreparedQuestion {
  readonly requested: EpochMs;
  readonly timeZone: string;
  readonly policy: Policy;
  /** In the order in which they are tried. */
  readonly strategies: readonly FindingStrategy[];
  /** The local days of that zone. */
  readonly localDays: LocalCalendar;
  /** The requested local day. */
  readonly day: LocalDay;
  /** The last local day that may be looked at, days since 1970-01-01. */
  readonly lastDate: number;
  /** The requested local time: milliseconds that the clock shows past midnight. */
  readonly timeOfDay: number;
  /** When alternatives may start, by weekday. */
  readonly openings: OpeningHours;
  /** The first instant at which an alternative may start. */
  readonly earliest: EpochMs;
  /** The first at which none may start any more. */
  readonly latest: EpochMs;
  readonly busy: BusyTimes;
}

/**
 * Prepares a question that is asked at the instant `now`.
 * @throws RangeError when the time zone is unknown
 */
export function prepare(question: Question, now: EpochMs): PreparedQuestion {
  const { timeZone, policy, seeks, from = now, until = NEVER } = question;
  const seeksFirst = seeks === 'first-free';
  // A question for the first free slot may have waited.
  const requested = seeksFirst ? latestOf(question.requested, now) : question.requested;
  const localDays = localCalendar(timeZone);
  const day = localDays.dayOf(requested);
  return {
    requested,
    timeZone,
    policy,
    strategies: seeksFirst ? FIRST_FREE : policy.strategies,
    localDays,
    day,
    lastDate: day.date + policy.horizonDays,
    timeOfDay: clockAt(day, requested) - midnightOf(day.date),
    openings: openingHours(policy),
    earliest: latestOf(epochMs(now + 1), seeksFirst ? latestOf(from, requested) : from),
    latest: until,
    busy: busyTimes(policy.busy),
  };
}

const FIRST_FREE: readonly FindingStrategy[] = ['first_free'];

/** Past all that a clock will show. */
const NEVER = epochMs(Number.MAX_SAFE_INTEGER);

const latestOf = (one: EpochMs, other: EpochMs): EpochMs => epochMs(Math.max(one, other));
