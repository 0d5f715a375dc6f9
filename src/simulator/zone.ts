// Time zones in plain numbers. Temporal knows the rules; asking it once per period between two clock changes, instead of once per slot,
// is what keeps a month of slots far below 5 ms of CPU.

/** Milliseconds in 24 hours. */
export const DAY_MS = 86_400_000;

/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;

type OffsetPeriod = { from: number; until: number; offset: number };

const periodsByZone = new Map<string, OffsetPeriod[]>();

/** Whether the text is an IANA time zone name. Bare offsets such as `+02:00` are not. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    offsetAt(name, 0);
    return true;
  } catch {
    return false;
  }
}

/** The zone's distance from UTC in ms at an instant (epoch ms), positive to the east. Throws a RangeError for an unknown zone. */
export function offsetAt(zone: string, instant: number): number {
  const key = zone.toLowerCase();
  const known = periodsByZone.get(key) ?? [];
  const hit = known.find((period) => period.from <= instant && instant < period.until);
  if (hit) return hit.offset;
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  // One millisecond later, because "previous" means strictly before, and a change at this very instant already counts.
  const previous = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const next = at.getTimeZoneTransition('next');
  const period = {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: at.offsetNanoseconds / 1_000_000,
  };
  known.push(period);
  periodsByZone.set(key, known);
  return period.offset;
}

/** The number of the local day (days since 1970-01-01 on the zone's wall calendar) that holds an instant (epoch ms). */
export function localDayOf(zone: string, instant: number): number {
  return Math.floor((instant + offsetAt(zone, instant)) / DAY_MS);
}

/** The instant (epoch ms) of a minute of a local day. A time that a clock change skips or repeats is read as Temporal does by default. */
export function instantOf(zone: string, localDay: number, minuteOfDay: number): number {
  const wall = localDay * DAY_MS + minuteOfDay * MINUTE_MS;
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  if (before === after) return wall - before;
  return Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime().toZonedDateTime(zone)
    .epochMilliseconds;
}

/** The date of a local day number as `YYYY-MM-DD`. */
export function dateOf(localDay: number): string {
  return new Date(localDay * DAY_MS).toISOString().slice(0, 10);
}

/** The ISO weekday of a local day number: 1 is Monday, 7 is Sunday. */
export function weekdayOf(localDay: number): number {
  return ((((localDay + 3) % 7) + 7) % 7) + 1;
}

/** An instant (epoch ms) as Cal.com writes it: `…T07:00:00.000Z` in UTC, `…T09:00:00.000+02:00` in any other zone. */
export function writeInstant(zone: string, instant: number): string {
  if (/^(utc|gmt)$/i.test(zone)) return new Date(instant).toISOString();
  const offset = offsetAt(zone, instant);
  const wall = new Date(instant + offset).toISOString().slice(0, -1);
  const minutes = Math.abs(Math.round(offset / MINUTE_MS));
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
