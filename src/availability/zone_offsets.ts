/** The offsets that a zone's clocks have from now on, as far ahead as anybody asks. */
import { DAY_MS, type EpochMs } from '../verification/time.ts';

const AHEAD_DAYS = 400;
const KEPT_DAYS = 7;

interface ZoneOffsets {
  readonly until: number;
  readonly minutes: readonly number[];
}

/** No more than there are zones, as a name that is none throws before it gets here. */
const remembered = new Map<string, ZoneOffsets>();

/**
 * All offsets of a zone from a day before `now` through the year after it, in minutes ahead of UTC, each once.
 * @throws RangeError when the zone is unknown
 */
export const zoneOffsets = (timeZone: string, now: EpochMs): readonly number[] => {
  const before = remembered.get(timeZone);
  if (before !== undefined && now < before.until && now >= before.until - KEPT_DAYS * DAY_MS) return before.minutes;
  const minutes = workOut(timeZone, now);
  remembered.set(timeZone, { until: now + KEPT_DAYS * DAY_MS, minutes });
  return minutes;
};

const workOut = (timeZone: string, now: EpochMs): readonly number[] => {
  const end = now + AHEAD_DAYS * DAY_MS;
  const offsets = new Set<number>();
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(now - DAY_MS).toZonedDateTimeISO(
    timeZone,
  );
  while (at !== null && at.epochMilliseconds < end) {
    offsets.add(at.offsetNanoseconds / 60_000_000_000);
    at = at.getTimeZoneTransition('next');
  }
  return [...offsets];
};
