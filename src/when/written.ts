/** A time that is written as programs write it, and by models with less care: `2026-12-01T14:00`, a space for `T`, `+0100`. */
import { type EpochMs, epochMs } from '../verification/time.ts';
import type { WhenReading } from './when_reading.ts';

const WRITTEN =
  /^(?<year>\d{4})-(?<rest>\d{2}-\d{2})[Tt ](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?<offset>[Zz]|[+-]\d{2}:?\d{2})?$/;

/** Years ahead in which a date that has passed by a mistake in its year is looked for: one has a 29 February. */
const YEARS_AHEAD = 8;

/**
 * Reads such a time. One of a former year is that of the next one: a model takes the year from its training.
 * @returns undefined where it is written in another way
 */
export const readWritten = (phrase: string, now: EpochMs, timeZone: string): WhenReading | undefined => {
  const parts = WRITTEN.exec(phrase.trim())?.groups;
  if (parts === undefined) return undefined;
  const { year = '', rest = '', time = '', offset = '' } = parts;
  const instantIn = (someYear: number): EpochMs | undefined =>
    instantOf(`${someYear}-${rest}T${time}`, offset, timeZone);
  const thisYear = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).year;
  const instant = instantIn(Number(year));
  if (instant === undefined) return unclear('date');
  if (instant >= now) return { kind: 'time', instant };
  if (Number(year) < thisYear) {
    for (let ahead = 0; ahead <= YEARS_AHEAD; ahead += 1) {
      const next = instantIn(thisYear + ahead);
      if (next !== undefined && next >= now) return { kind: 'time', instant: next };
    }
  }
  return { ...unclear('past'), understood: { date: `${year}-${rest}`, time: time.slice(0, 5) } };
};

const unclear = (why: 'date' | 'past'): Extract<WhenReading, { kind: 'unclear' }> => ({
  kind: 'unclear',
  why,
  understood: {},
  dates: [],
});

const instantOf = (local: string, offset: string, timeZone: string): EpochMs | undefined => {
  try {
    const { epochMilliseconds } =
      offset === ''
        ? Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone)
        : Temporal.Instant.from(`${local}${offset}`);
    return epochMs(epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
