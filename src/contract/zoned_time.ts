/**
 * Instants as RFC 3339 text in a zone. `Temporal` says what the offset is, once for each zone and UTC day, and arithmetic does the
 * rest: an answer writes a handful of instants, and asking `Temporal` for each took a tenth of the whole request.
 */
import { LRUCache } from 'lru-cache';
import { DAY_MS, type EpochMs, startOfUtcDay, type UtcDay, utcDayOf } from '../verification/time.ts';

/** Enough for a year of days in a dozen zones. */
const REMEMBERED_DAYS = 5_000;

interface Offset {
  readonly milliseconds: number;
  /** `+01:00`. */
  readonly text: string;
}

/** `null` for a day on which the clocks are changed. */
const offsets = new LRUCache<string, { readonly offset: Offset | null }>({ max: REMEMBERED_DAYS });

/** `2026-12-01T14:00:00+01:00`: the instant in the zone, to the second. @throws RangeError when the zone is unknown */
export const zonedText = (instant: EpochMs, timeZone: string): string => {
  const offset = offsetOn(utcDayOf(instant), timeZone) ?? offsetAt(instant, timeZone);
  return new Date(instant + offset.milliseconds).toISOString().slice(0, 19) + offset.text;
};

const offsetOn = (day: UtcDay, timeZone: string): Offset | null => {
  const key = `${day} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known.offset;
  const start = startOfUtcDay(day);
  const next = zoned(start, timeZone).getTimeZoneTransition('next');
  const changes = next !== null && next.epochMilliseconds < start + DAY_MS;
  const offset = changes ? null : offsetAt(start, timeZone);
  offsets.set(key, { offset });
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
