/** When somebody is out of office. Pure. */
import { type EpochMs, epochMs } from '../../verification/time.ts';
import type { TouchedTime } from './availability_change.ts';
import { isZone } from './occurrences.ts';
import { instantOf, isDateAlone } from './written_instant.ts';

/**
 * The time of an absence, which is told by the midnights with which its first and its last day begin: the last day counts as a whole. They
 * are midnights of the user's zone, or are written as if they were UTC's: the longer time counts.
 * @param start @param end as they are written
 * @param zone the user's, where it is told
 */
export const absenceBetween = (
  start: string | undefined,
  end: string | undefined,
  zone: string | undefined,
): TouchedTime | undefined => {
  if (start === undefined && end === undefined) return undefined;
  const first = start ?? end ?? '';
  const last = end ?? start ?? '';
  if (zone === undefined || !isZone(zone)) {
    const until = instantOf(last) + (isMidnight(last) ? DAY_AND_A_BIT_MS : 0);
    return { from: instantOf(first), until: epochMs(until), datesOnly: isDateAlone(first) || isDateAlone(last) };
  }
  const from = isMidnight(first) ? Math.min(instantOf(first), startOf(first, zone)) : instantOf(first);
  const until = Math.max(
    instantOf(last),
    isMidnight(last) ? dayAfter(startOf(last, zone), zone) : 0,
    isMidnightIn(zone, instantOf(last)) ? dayAfter(instantOf(last), zone) : 0,
  );
  return { from: epochMs(from), until: epochMs(until), datesOnly: false };
};

/** A day on which clocks go back. */
const DAY_AND_A_BIT_MS = 25 * 60 * 60_000;

/** Written as midnight, or as a date alone. */
const isMidnight = (text: string): boolean =>
  isDateAlone(text) || /T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)$/.test(text);

/** The beginning of the date that is written, in a zone. */
const startOf = (text: string, zone: string): EpochMs =>
  epochMs(Temporal.PlainDate.from(text.slice(0, 10)).toZonedDateTime(zone).epochMilliseconds);

const isMidnightIn = (zone: string, instant: EpochMs): boolean => {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return local.startOfDay().equals(local);
};

const dayAfter = (midnight: EpochMs, zone: string): EpochMs =>
  epochMs(Temporal.Instant.fromEpochMilliseconds(midnight).toZonedDateTimeISO(zone).add({ days: 1 }).epochMilliseconds);
