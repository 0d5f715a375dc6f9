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
type Offsets = Map<UtcDay, Offset | null>;

const zones = new LRUCache<string, Offsets>({ max: MOST_ZONES });

/** An answer writes all of its instants in one zone: the last one is looked up at no price. */
let last: { readonly timeZone: string; readonly offsets: Offsets } | undefined;

/** `2026-12-01T14:00:00+01:00`: the instant in the zone, to the second. @throws RangeError when the zone is unknown */
export const zonedText = (instant: EpochMs, timeZone: string): string => {
  const offset = offsetOn(utcDayOf(instant), timeZone) ?? offsetAt(instant, timeZone);
  const shown = instant + offset.milliseconds;
  const date = Math.floor(shown / DAY_MS);
  const second = Math.floor((shown - date * DAY_MS) / 1000);
  return `${dateText(date)}T${timeText(second)}${offset.text}`;
};

const MOST_DATES = 10_000;
const dates = new Map<number, string>();

/** `2026-12-01` for the days since 1970-01-01. */
const dateText = (date: number): string => {
  let text = dates.get(date);
  if (text === undefined) {
    text = new Date(date * DAY_MS).toISOString().slice(0, -TIME_LENGTH);
    if (dates.size >= MOST_DATES) dates.clear();
    dates.set(date, text);
  }
  return text;
};

const TIME_LENGTH = 'T00:00:00.000Z'.length;

const two = (number: number): string => String(number).padStart(2, '0');

/** `14:00` for each minute of a day. */
const MINUTES: readonly string[] = Array.from(
  { length: 24 * 60 },
  (_, minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
);

/** `14:00:00` for the seconds since midnight. */
const timeText = (second: number): string => {
  const rest = second % 60;
  return `${MINUTES[(second - rest) / 60]}:${rest === 0 ? '00' : two(rest)}`;
};

const offsetOn = (day: UtcDay, timeZone: string): Offset | null => {
  if (last?.timeZone !== timeZone) {
    let known = zones.get(timeZone);
    if (known === undefined) {
      known = new Map();
      zones.set(timeZone, known);
    }
    last = { timeZone, offsets: known };
  }
  const { offsets } = last;
  const known = offsets.get(day);
  if (known !== undefined) return known;
  const start = startOfUtcDay(day);
  const next = zoned(start, timeZone).getTimeZoneTransition('next');
  const changes = next !== null && next.epochMilliseconds < start + DAY_MS;
  const offset = changes ? null : offsetAt(start, timeZone);
  if (offsets.size >= MOST_DAYS) offsets.clear();
  offsets.set(day, offset);
  return offset;
};

const offsetAt = (instant: EpochMs, timeZone: string): Offset => {
  const { offsetNanoseconds } = zoned(instant, timeZone);
  // RFC 3339 knows no seconds in an offset; zones had them before there was a Cal.com.
  const minutes = Math.round(offsetNanoseconds / 60_000_000_000);
  const size = Math.abs(minutes);
  return {
    milliseconds: minutes * 60_000,
    text: `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`,
  };
};

const zoned = (instant: EpochMs, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
