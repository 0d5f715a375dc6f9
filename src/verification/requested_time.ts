/** Reads the time that a caller asks for: the `start` and `timeZone` of a request. */
import { localCalendar } from './local_day.ts';
import { DAY_MS, type EpochMs, epochMs } from './time.ts';
import { instantAt } from './wall_clock.ts';
import { readWrittenTime } from './written_time.ts';

/** Why a requested time cannot be read. */
export type RequestedTimeFault = 'start_malformed' | 'time_zone_unknown';

/**
 * A date and a time of the day, RFC 3339 with the seconds optional. Narrower than what `Temporal` reads: no bare date (it names
 * no slot), no annotation in brackets (it could contradict `timeZone`), no leap second (it would become another instant in silence).
 */
const LOCAL = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:[0-5]\d(\.\d{1,9})?)?$/;
const OFFSET = /([Zz]|[+-]\d{2}:\d{2})$/;

/** What RFC 3339 leaves to those who agree on it, and what ISO 8601 has beside it: neither can mean anything else. */
const SPACE_FOR_T = /^(\d{4}-\d{2}-\d{2}) (?=\d)/;
const OFFSET_WITHOUT_COLON = /(:\d{2}(?:\.\d+)?[+-]\d{2})(\d{2})$/;

/**
 * The instant that a request means.
 *
 * With an offset (`2026-12-01T14:00:00+01:00`, `…Z`; RFC 3339) `start` is that instant, whatever `timeZone` says. Without
 * (`2026-12-01T14:00`, seconds optional) it is read on the clocks of `timeZone`; a time that they skip is moved on by the length of
 * the gap, of one that they show twice the earlier is meant (`Temporal`'s default, "compatible"). Below a millisecond is cut off.
 */
export function readRequestedTime(
  start: string,
  timeZone: string,
): { ok: true; instant: EpochMs } | { ok: false; fault: RequestedTimeFault } {
  if (!isTimeZone(timeZone)) return { ok: false, fault: 'time_zone_unknown' };
  const usual = usualInstant(start, timeZone);
  if (usual !== undefined) return { ok: true, instant: usual };
  const written = start.replace(SPACE_FOR_T, '$1T').replace(OFFSET_WITHOUT_COLON, '$1:$2');
  if (!LOCAL.test(written.replace(OFFSET, ''))) return { ok: false, fault: 'start_malformed' };
  try {
    const { epochMilliseconds } = OFFSET.test(written)
      ? Temporal.Instant.from(written)
      : Temporal.PlainDateTime.from(written).toZonedDateTime(timeZone);
    return { ok: true, instant: epochMs(epochMilliseconds) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, fault: 'start_malformed' };
    throw error;
  }
}

/**
 * The instant of a time in a usual spelling, without `Temporal`: by its offset, or by the local days that the decision needs anyway.
 * @returns undefined where another look is needed: at another spelling, or at a time that the clocks skip
 */
function usualInstant(start: string, timeZone: string): EpochMs | undefined {
  const written = readWrittenTime(start);
  if (written === undefined) return undefined;
  const { wall, offset } = written;
  if (offset !== undefined) return instantAt(wall, offset);
  // The stretches ascend, so of a time that is shown twice the earlier is met first.
  for (const stretch of localCalendar(timeZone).day(Math.floor(wall / DAY_MS)).stretches) {
    const instant = instantAt(wall, stretch.offset);
    if (instant >= stretch.from && instant < stretch.until) return instant;
  }
  return undefined;
}

/**
 * Whether this names a time zone of the IANA database; older names and any case pass. A bare offset (`+01:00`) does not: it
 * knows no daylight saving, so the same local time next week might be another than the caller means.
 */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Temporal.ZonedDateTime(0n, name);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  if (knownZones.size >= MOST_KNOWN_ZONES) knownZones.clear();
  knownZones.add(name);
  return true;
}

/** Names that were found good, since looking one up costs more than the rest of reading a request. Any case passes, hence the bound. */
const knownZones = new Set<string>();
const MOST_KNOWN_ZONES = 2_000;
