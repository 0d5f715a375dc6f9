/**
 * How often the days of an event type have changed without anybody telling us, and for how long a day is fresh by that. A host whose other calendars
 * are busy is asked about sooner, one of whom we hear everything later. Pure.
 */
import { type EpochMs, epochMs, type UtcDay, utcDayOf } from '../verification/time.ts';
import type { FreshnessLimits } from './day_segment.ts';

/** How far away a day is: today and tomorrow, the week after, what comes later. The nearer, the more often it changes. */
export type Horizon = 'near' | 'week' | 'later';

/** What was seen of the days at one distance. */
export interface Seen {
  /** On how many days something had changed that nobody had told of. */
  readonly changes: number;
  /** Over how many hours, each day counted by itself. */
  readonly dayHours: number;
}

/** What was seen of an event type; the older, the less it counts. */
export interface Experience extends Readonly<Record<Horizon, Seen>> {
  /** When the last of it was seen. */
  readonly at: EpochMs;
}

/** The ages by which a day is judged, and the bounds of what experience makes of the first. */
export interface AgeLimits extends FreshnessLimits {
  readonly leastFreshSeconds: number;
  readonly mostFreshSeconds: number;
}

/** A day that changes so often, untold, is fresh for just `freshSeconds`: once in two days. */
const USUAL_CHANGES_PER_HOUR = 1 / 48;

/**
 * What nobody has seen counts as so many hours of the usual. With many, a quiet host is asked about for days as if he were not; with few, one change
 * makes a host busy for long. By the day trace 24 hours took 1.7 times the calls of 4, and offered no less that was taken.
 */
const PRIOR_HOURS = 4;

const WEEK_DAYS = 7;

/** Nothing was seen yet. */
export const NOTHING: Seen = { changes: 0, dayHours: 0 };

/** What was seen, without what would make a day fresh for longer than one of which nothing is known. */
export const withoutQuiet = ({ changes, dayHours }: Seen): Seen => ({
  changes,
  dayHours: Math.min(dayHours, changes / USUAL_CHANGES_PER_HOUR),
});

/** How far away a day is at `now`. */
export const horizonOf = (day: UtcDay, now: EpochMs): Horizon => {
  const ahead = day - utcDayOf(now);
  if (ahead <= 1) return 'near';
  return ahead <= WEEK_DAYS ? 'week' : 'later';
};

/** How long a day counts as it is, and how long it is of use, by what was seen of days like it. */
export const limitsOn = (
  day: UtcDay,
  experience: Experience | undefined,
  now: EpochMs,
  limits: AgeLimits,
): FreshnessLimits => {
  const { changes, dayHours } = experience?.[horizonOf(day, now)] ?? NOTHING;
  const perHour = (changes + USUAL_CHANGES_PER_HOUR * PRIOR_HOURS) / (dayHours + PRIOR_HOURS);
  const { leastFreshSeconds, mostFreshSeconds, staleSeconds, staleIfErrorSeconds } = limits;
  const byExperience = (limits.freshSeconds * USUAL_CHANGES_PER_HOUR) / perHour;
  const freshSeconds = Math.min(mostFreshSeconds, Math.max(leastFreshSeconds, byExperience));
  // A day that is fresh for longer is of use for as much longer.
  const longer = Math.max(0, freshSeconds - limits.freshSeconds);
  return { freshSeconds, staleSeconds: Math.min(staleSeconds + longer, staleIfErrorSeconds), staleIfErrorSeconds };
};

/** As it stands in Redis. */
export const encodeExperience = ({ at, near, week, later }: Experience): string =>
  JSON.stringify([at, ...[near, week, later].flatMap(({ changes, dayHours }) => [round(changes), round(dayHours)])]);

/** What `encodeExperience` wrote. */
export const decodeExperience = (text: string): Experience => {
  const [at = 0, ...counts]: number[] = JSON.parse(text);
  const seenAt = (index: number): Seen => ({ changes: counts[index] ?? 0, dayHours: counts[index + 1] ?? 0 });
  return { at: epochMs(at), near: seenAt(0), week: seenAt(2), later: seenAt(4) };
};

const round = (value: number): number => Math.round(value * 1000) / 1000;
