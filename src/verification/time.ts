/**
 * The two units in which the rules reckon. Both are branded, because a bare number would let minutes, seconds and
 * milliseconds pass for one another.
 */

declare const unit: unique symbol;

/** An instant: milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export type EpochMs = number & { readonly [unit]: 'EpochMs' };

/** A UTC day: whole days since 1970-01-01, so that neighbours are one apart and a day is one small Redis field. */
export type UtcDay = number & { readonly [unit]: 'UtcDay' };

/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;

/** Milliseconds in an hour. */
export const HOUR_MS = 60 * MINUTE_MS;

/** Milliseconds in a UTC day (UTC has no daylight saving, and POSIX time no leap seconds). */
export const DAY_MS = 86_400_000;

/** Marks a number of milliseconds since the epoch as an instant. */
export const epochMs = (milliseconds: number): EpochMs => milliseconds as EpochMs;

/** Marks a count of days since 1970-01-01 as a UTC day. */
export const utcDay = (days: number): UtcDay => days as UtcDay;

/** The UTC day on which an instant falls. */
export const utcDayOf = (instant: number): UtcDay => utcDay(Math.floor(instant / DAY_MS));

/** The first instant of a UTC day. */
export const startOfUtcDay = (day: UtcDay): EpochMs => epochMs(day * DAY_MS);

/** The UTC days from one through another, both included; none when `until` is before `from`. */
export const daysBetween = (from: UtcDay, until: UtcDay): UtcDay[] => {
  const days: UtcDay[] = [];
  for (let day: number = from; day <= until; day++) days.push(utcDay(day));
  return days;
};
