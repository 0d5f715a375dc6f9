/**
 * Instants as RFC 3339 text in a zone. `Temporal` says what the offset is, once for each zone and UTC day, and arithmetic does the
 * rest: an answer writes a handful of instants, and asking `Temporal` for each took a tenth of the whole request.
 */
import { LRUCache } from 'lru-cache';
import { DAY_MS, type EpochMs, startOfUtcDay, type UtcDay, utcDayOf } from '../verification/time.ts';

/** Zones by name, and for each the days that are remembered. Enough for a year in every zone that one installation serves. */
const MOST_ZONES = 100;
const MOST_DAYS = 500;

interface Offset {
  readonly milliseconds: number;
  /** `+01:00`. */
  readonly text: string;
}

/** `null` for a day on which the clocks are changed. */
const offsets = new LRUCache<string, Map<UtcDay, Offset | null>>({ max: MOST_ZONES });

/** `2026-12-01T14:00:00+01:00`: the instant in the zone, to the second. @throws RangeError when the zone is unknown */
export const zonedText = (instant: EpochMs, timeZone: string): string => {
  const offset = offsetOn(utcDayOf(instant), timeZone) ?? offsetAt(instant, timeZone);
  return new Date(instant + offset.milliseconds).toISOString().slice(0, 19) + offset.text;
};

const offsetOn = (day: UtcDay, timeZone: string): Offset | null => {
  let days = offsets.get(timeZone);
  if (days === undefined || days.size >= MOST_DAYS) {
    days = new Map();
    offsets.set(timeZone, days);
  }
  const known = days.get(day);
  if (known !== undefined) return known;
  const start = startOfUtcDay(day);
  const next = zoned(start, timeZone).getTimeZoneTransition('next');
  const changes = next !== null && next.epochMilliseconds < start + DAY_MS;
  const offset = changes ? null : offsetAt(start, timeZone);
  days.set(day, offset);
  return offset;
};

const offsetAt = (instant: EpochMs, timeZone: string): Offset => {
  const { offsetNanoseconds } = zoned(instant, timeZone);
  // RFC 3339 knows no seconds in an offset; zones had them before there was a Cal.com.
  const minutes = Math.round(offsetNanoseconds / 60_000_000_000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return {
    milliseconds: minutes * 60_000,
    text: `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`,
  };
};

const zoned = (instant: EpochMs, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
