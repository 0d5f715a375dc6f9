/** Which days a translated phrase names. */
import type { ParsedComponents } from 'chrono-node';
import { casual } from 'chrono-node/en';
import type { Marks } from './marks.ts';
import { writtenDate } from './written_date.ts';

/** The days that are named: one, several in a row, none; or that there is no such day, or more than one. */
export type NamedDays =
  | { readonly kind: 'days'; readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly dates: readonly Temporal.PlainDate[] }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'past'; readonly date: Temporal.PlainDate }
  /** So many milliseconds from now: "in two hours". */
  | { readonly kind: 'later'; readonly milliseconds: number };

/** What a phrase names, with what of it was not read. */
export interface NamedDaysReading {
  readonly days: NamedDays;
  /** Numbers that belong to no date. */
  readonly numbers: readonly number[];
}

/** Reads the days of a phrase. @param now what the caller's clock and calendar show */
export const namedDays = (
  { english, spans, dates }: Marks,
  now: Temporal.PlainDateTime,
  dayFirst: boolean,
): NamedDaysReading => {
  const today = now.toPlainDate();
  const { fixed, weekdays, milliseconds, rest } = readEnglish(english, now);
  const numbers = (rest.match(/\d+/g) ?? []).map(Number);
  const reading = (days: NamedDays): NamedDaysReading => ({ days, numbers });

  if (milliseconds !== undefined) return reading({ kind: 'later', milliseconds });
  const all: Found[] = [...fixed];
  for (const text of dates) {
    const date = writtenDate(text, dayFirst);
    if (date === undefined) return reading({ kind: 'impossible' });
    all.push(date);
  }
  const day = spans.get('day');
  if (day !== undefined) {
    const date = nextDayOfMonth(Number(day), spans.get('month='), today);
    if (date === undefined) return reading({ kind: 'impossible' });
    all.push({ date, hasYear: false });
  }

  const [first, ...others] = all;
  if (first === undefined) return reading(byWeekdayOrSpan(weekdays, spans, today));
  const date = forward(first, today);
  if (date === undefined) return reading({ kind: 'past', date: first.date });
  if (others.some((other) => forward(other, today)?.equals(date) !== true)) {
    return reading({ kind: 'several', dates: all.flatMap((other) => forward(other, today) ?? []) });
  }
  const other = weekdays.find(({ weekday }) => weekday !== date.dayOfWeek);
  if (other !== undefined) {
    // "Tuesday the 16th", which is a Monday: one of the two was a slip.
    const named = date.add({ days: other.weekday - date.dayOfWeek });
    return reading({ kind: 'several', dates: [date, named].toSorted(Temporal.PlainDate.compare) });
  }
  return reading(oneDay(date.add({ days: Number(spans.get('later') ?? 0) })));
};

interface Found {
  readonly date: Temporal.PlainDate;
  readonly hasYear: boolean;
}

interface Weekday {
  /** ISO: 1 is Monday. */
  readonly weekday: number;
  readonly isNext: boolean;
}

interface ReadEnglish {
  readonly fixed: readonly Found[];
  readonly weekdays: readonly Weekday[];
  readonly milliseconds: number | undefined;
  /** What chrono made nothing of. */
  readonly rest: string;
}

/** The caller's clock is told to chrono as if it were UTC's, so that what comes back is what that clock will show. */
const readEnglish = (english: string, now: Temporal.PlainDateTime): ReadEnglish => {
  const instant = new Date(now.toZonedDateTime('UTC').epochMilliseconds);
  const fixed: Found[] = [];
  const weekdays: Weekday[] = [];
  let milliseconds: number | undefined;
  let rest = english;
  for (const { start, text } of casual.parse(english, { instant, timezone: 0 }, { forwardDate: true })) {
    // An hour that is not counted from now is a number that the table made nothing of.
    if (start.isCertain('hour') && !text.startsWith('in ')) continue;
    rest = rest.replace(text, ' ');
    if (start.isCertain('hour')) {
      milliseconds = start.date().getTime() - instant.getTime();
    } else if (start.isCertain('weekday') && !start.isCertain('day')) {
      weekdays.push({ weekday: start.get('weekday') || 7, isNext: /^next\b/.test(text) });
    } else if (start.isCertain('day')) {
      fixed.push({ date: plainDate(start), hasYear: start.isCertain('year') });
      if (start.isCertain('weekday')) weekdays.push({ weekday: start.get('weekday') || 7, isNext: false });
    }
  }
  return { fixed, weekdays, milliseconds, rest };
};

const plainDate = (components: ParsedComponents): Temporal.PlainDate =>
  Temporal.PlainDate.from({
    year: components.get('year') ?? 0,
    month: components.get('month') ?? 0,
    day: components.get('day') ?? 0,
  });

/**
 * The date that is meant. Nobody asks for a day that has passed: without a year it is the next such day, and a year that is over is one that a
 * model had in mind from its training. A day of this year that has passed is what was said, and is nobody's mistake to correct.
 */
const forward = ({ date, hasYear }: Found, today: Temporal.PlainDate): Temporal.PlainDate | undefined => {
  if (Temporal.PlainDate.compare(date, today) >= 0 && hasYear) return date;
  if (hasYear && date.year === today.year) return undefined;
  const { month, day } = date;
  for (let year = today.year; year <= today.year + 8; year += 1) {
    const isThere = day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
    const candidate = Temporal.PlainDate.from({ year, month, day });
    if (isThere && Temporal.PlainDate.compare(candidate, today) >= 0) return candidate;
  }
  return undefined;
};

const oneDay = (date: Temporal.PlainDate): NamedDays => ({ kind: 'days', from: date, until: date });

const byWeekdayOrSpan = (
  weekdays: readonly Weekday[],
  spans: ReadonlyMap<string, string>,
  today: Temporal.PlainDate,
): NamedDays => {
  const [first, ...others] = weekdays;
  if (first === undefined) return spanOfDays(spans, today);
  const { weekday, isNext } = first;
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const inWeek = (weeks: number): Temporal.PlainDate => monday.add({ days: weeks * 7 + weekday - 1 });
  const week = spans.get('week') ?? spans.get('weeks');
  const coming = inWeek(weekday > today.dayOfWeek ? 0 : 1);
  if (others.some((other) => other.weekday !== weekday)) {
    return { kind: 'several', dates: [] };
  }
  if (week !== undefined) return oneDay(inWeek(Number(week)));
  const later = spans.get('later');
  const after = { days: Number(later ?? 0) };
  // "Next Friday", said on a Wednesday, is the day after tomorrow to some and nine days away to others; so is the one after it.
  if (isNext && weekday > today.dayOfWeek) {
    return { kind: 'several', dates: [coming.add(after), inWeek(1).add(after)] };
  }
  const isFromToday = later !== undefined && !isNext && weekday === today.dayOfWeek;
  return oneDay((isFromToday ? today : coming).add(after));
};

const spanOfDays = (spans: ReadonlyMap<string, string>, today: Temporal.PlainDate): NamedDays => {
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const span = (from: Temporal.PlainDate, until: Temporal.PlainDate): NamedDays => ({
    kind: 'days',
    from: Temporal.PlainDate.compare(from, today) < 0 ? today : from,
    until,
  });
  const [week, weekend, months, month] = ['week', 'weekend', 'month', 'month='].map((name) => spans.get(name));
  if (week !== undefined) {
    const from = monday.add({ weeks: Number(week) });
    return span(from, from.add({ days: 6 }));
  }
  if (weekend !== undefined) {
    const saturday = monday.add({ weeks: Number(weekend), days: 5 });
    return span(saturday, saturday.add({ days: 1 }));
  }
  if (months === undefined && month === undefined) return { kind: 'none' };
  const first =
    month === undefined
      ? today.with({ day: 1 }).add({ months: Number(months) })
      : firstOfMonth(monthNumber(month), today);
  return span(first, first.add({ months: 1 }).subtract({ days: 1 }));
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const monthNumber = (name: string): number => MONTHS.indexOf(name.slice(0, 3)) + 1;

const firstOfMonth = (month: number, today: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: today.year + (month < today.month ? 1 : 0), month, day: 1 });

/** The next day with that number, in any month or in a named one. */
const nextDayOfMonth = (
  day: number,
  month: string | undefined,
  today: Temporal.PlainDate,
): Temporal.PlainDate | undefined => {
  let first = month === undefined ? today.with({ day: 1 }) : firstOfMonth(monthNumber(month), today);
  for (let tries = 0; tries < 12; tries += 1) {
    if (day >= 1 && day <= first.daysInMonth && Temporal.PlainDate.compare(first.with({ day }), today) >= 0) {
      return first.with({ day });
    }
    if (month !== undefined) return undefined;
    first = first.add({ months: 1 });
  }
  return undefined;
};
