/**
 * Reads when somebody would like to come, as people say it: "tomorrow at 2 pm", "nächsten Dienstag Nachmittag", "dans deux heures".
 *
 * A phrase is turned into English word by word, by its language's table, and chrono reads the days of that. Chrono has the other languages too, but is
 * silent about what it does not know in them: it reads `pasado mañana` as tomorrow and `morgen früh` as Friday (`fr`). Here what is in no table is seen, so
 * that it can be asked about.
 */
import { epochMs, type EpochMs } from '../verification/time.ts';
import { inEnglish } from './in_english.ts';
import { regionOf, vocabularyOf } from './languages.ts';
import { type Marks, readMarks, saidHour } from './marks.ts';
import { namedDays, type NamedDaysReading } from './named_days.ts';
import { clockText, type TimeOfDay, timeOfDay } from './time_of_day.ts';
import type { Unclear, Understood, WhenReading } from './when_reading.ts';
import { readWritten } from './written.ts';

/** Who says it, where and when. */
export interface Hearing {
  /** BCP 47. A language that is not known is heard as English. */
  readonly language: string;
  /** An IANA time zone. */
  readonly timeZone: string;
  readonly now: EpochMs;
}

/**
 * Reads a phrase. What nobody says twice is read forward: a day without a year is the next one, a time without a day the next such time.
 * @throws RangeError when the time zone is unknown
 */
export const readWhen = (phrase: string, hearing: Hearing): WhenReading => {
  const { timeZone, language } = hearing;
  const now = Temporal.Instant.fromEpochMilliseconds(hearing.now).toZonedDateTimeISO(timeZone).toPlainDateTime();
  const written = readWritten(phrase, hearing.now, timeZone);
  if (written !== undefined) return written;
  const { reading, hasUnknownWords } = readIn(language, phrase, hearing, now);
  if (!hasUnknownWords || vocabularyOf(language) === vocabularyOf('en')) return reading;
  // A model often puts what it heard into English before it calls.
  const inEnglishToo = readIn('en', phrase, hearing, now);
  return inEnglishToo.hasUnknownWords ? reading : inEnglishToo.reading;
};

const readIn = (
  language: string,
  phrase: string,
  hearing: Hearing,
  wall: Temporal.PlainDateTime,
): { readonly reading: WhenReading; readonly hasUnknownWords: boolean } => {
  const { english, hasUnknownWords } = inEnglish(phrase, vocabularyOf(language));
  const marks = readMarks(english, wall.hour * 60 + wall.minute);
  const named = namedDays(marks, wall, isDayFirst(language, hearing.timeZone));
  return { reading: readingOf(marks, named, wall, hearing, hasUnknownWords), hasUnknownWords };
};

const readingOf = (
  marks: Marks,
  { days, numbers }: NamedDaysReading,
  wall: Temporal.PlainDateTime,
  { timeZone, now }: Hearing,
  hasUnknownWords: boolean,
): WhenReading => {
  const heard = timeOfDay(marks.times, marks.partOfDay);
  const [number] = numbers;
  // "Tomorrow 14": a number that belongs to no date is the hour.
  const isHour =
    heard.kind === 'none' && numbers.length === 1 && number !== undefined && number <= 24 && days.kind === 'days';
  const time = isHour ? timeOfDay([saidHour(number)], marks.partOfDay) : heard;
  const understood: Understood = {
    ...(days.kind === 'days' && days.from.equals(days.until) ? { date: days.from.toString() } : {}),
    ...(days.kind === 'past' ? { date: days.date.toString() } : {}),
    ...(time.kind === 'time' ? { time: clockText(time.minutes) } : {}),
    ...(marks.partOfDay === undefined ? {} : { partOfDay: marks.partOfDay }),
  };
  const unclear = (why: Unclear, dates: readonly Temporal.PlainDate[] = []): WhenReading => ({
    kind: 'unclear',
    why,
    understood,
    dates: dates.map(String),
  });

  if (marks.isChoice || time.kind === 'several') return unclear('several');
  if (marks.isImpossible || days.kind === 'impossible') return unclear('date');
  if (days.kind === 'several') return unclear('several', days.dates);
  // Of words that are not understood one may be a number: "one of these days" names no day that does not exist.
  const mayBeNone = hasUnknownWords && days.kind === 'none' && time.kind === 'none';
  if (!isHour && numbers.length > 0 && !mayBeNone) return unclear('date');
  if (days.kind === 'past') return unclear('past');
  if (days.kind === 'later') return { kind: 'time', instant: epochMs(now + days.milliseconds) };

  const spread = days.kind === 'none' ? dayOf(time, wall, hasUnknownWords) : days;
  if (spread === undefined) {
    if (marks.isSoonest) return { kind: 'days', from: wall.toPlainDate().toString() };
    return unclear(time.kind === 'none' && marks.partOfDay === undefined ? 'nothing' : 'day');
  }
  const { from, until } = spread;
  if (time.kind !== 'time') {
    return {
      kind: 'days',
      from: from.toString(),
      until: until.toString(),
      ...(marks.partOfDay === undefined || time.kind === 'hours' ? {} : { partOfDay: marks.partOfDay }),
      ...(time.kind === 'hours' ? { hours: time.hours } : {}),
    };
  }
  if (!from.equals(until)) return unclear('day');
  const instant = instantOf(from, time.minutes, timeZone);
  return instant < now ? unclear('past') : { kind: 'time', instant };
};

const instantOf = (date: Temporal.PlainDate, minutes: number, timeZone: string): EpochMs =>
  epochMs(date.toPlainDateTime().add({ minutes }).toZonedDateTime(timeZone).epochMilliseconds);

/** The day of a time that came without one: today while it is still to come, else tomorrow. */
const dayOf = (
  time: TimeOfDay,
  wall: Temporal.PlainDateTime,
  hasUnknownWords: boolean,
): { readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate } | undefined => {
  // Words that were not understood may have named the day.
  if (time.kind === 'none' || time.kind === 'several' || hasUnknownWords) return undefined;
  const last = time.kind === 'time' ? clockText(time.minutes) : time.hours.end;
  const today = wall.toPlainDate();
  const date = last > clockText(wall.hour * 60 + wall.minute) ? today : today.add({ days: 1 });
  return { from: date, until: date };
};

/** Where 3/12 is the twelfth of March. */
const MONTH_FIRST_REGIONS: ReadonlySet<string | undefined> = new Set(['US', 'CA', 'PH']);

const isDayFirst = (language: string, timeZone: string): boolean => {
  if (vocabularyOf(language).dayFirst === true) return true;
  const region = regionOf(language);
  return region === undefined ? !/^(?:America|US|Canada)\//.test(timeZone) : !MONTH_FIRST_REGIONS.has(region);
};
