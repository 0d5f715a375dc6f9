/** ISO 8601 as far as Cal.com reads it: weeks, days of the year, months and years are dates too, and all of it is in UTC. */
import validator from 'validator';
import { type EpochMs, epochMs } from '../../verification/time.ts';

/** Whether a text passes for ISO 8601 with Cal.com, by the same check. Not all that passes can be read. */
export const isIso = (text: string): boolean => validator.isISO8601(text, { strict: true });

const WEEK = /^(\d{4})-?W(\d\d)(?:-?(\d))?$/;
const DAY_OF_YEAR = /^(\d{4})-?(\d{3})$/;
const MONTH = /^(\d{4})(?:-?(\d\d))?$/;
const DAY = /^\d{4}(?:-\d\d-\d\d|\d{4})$/;
const MIDNIGHT_AFTER = /^24(?::?00)?(?![\d:.,])/;

/** The instant of a text that is ISO 8601, to the millisecond; undefined where Cal.com cannot read it either. */
export const instantOfIso = (text: string): EpochMs | undefined => {
  const [date = '', ...rest] = text.split('T');
  const time = rest.length === 0 ? '00:00' : rest.join('T');
  const offset = /([Zz]|[+-]\d\d(?::?\d\d)?)$/.test(time) ? '' : 'Z';
  try {
    const day = dateOf(date);
    if (day === undefined) return undefined;
    const isNextDay = MIDNIGHT_AFTER.test(time);
    const clock = isNextDay ? time.replace(MIDNIGHT_AFTER, '00:00') : time.replace(/([.,]\d{3})\d+/, '$1');
    const written = isNextDay ? day.add({ days: 1 }) : day;
    return epochMs(Temporal.Instant.from(`${written}T${clock}${offset}`).epochMilliseconds);
  } catch {
    return undefined;
  }
};

/** @throws RangeError for a date that there is not */
const dateOf = (text: string): Temporal.PlainDate | undefined => {
  const week = WEEK.exec(text);
  if (week !== null) return dateOfWeek(Number(week[1]), Number(week[2]), Number(week[3] ?? 1));
  const ordinal = DAY_OF_YEAR.exec(text);
  if (ordinal !== null) {
    const first = Temporal.PlainDate.from({ year: Number(ordinal[1]), month: 1, day: 1 });
    const date = first.add({ days: Number(ordinal[2]) - 1 });
    return date.year === first.year ? date : undefined;
  }
  const month = MONTH.exec(text);
  if (month !== null) {
    return Temporal.PlainDate.from(
      { year: Number(month[1]), month: Number(month[2] ?? 1), day: 1 },
      { overflow: 'reject' },
    );
  }
  return DAY.test(text) ? Temporal.PlainDate.from(text) : undefined;
};

/** The first week of a year is the one that 4 January lies in. */
const dateOfWeek = (year: number, week: number, weekday: number): Temporal.PlainDate | undefined => {
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const monday = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  return monday.weekOfYear === week && monday.yearOfWeek === year ? monday.add({ days: weekday - 1 }) : undefined;
};
