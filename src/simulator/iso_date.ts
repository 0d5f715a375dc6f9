// The ISO 8601 that Cal.com takes for `start` and `end`. Two libraries read it, one after the other: what the first refuses is a fault of
// the query, what only the second refuses is a refusal of its own.

/** A moment as it was written, in UTC, or why not: it is no ISO 8601, or no moment that Cal.com's clock can read. */
export type IsoDate = { readonly at: number } | 'malformed' | 'unreadable';

// A year, a month, a date, a day of the year, or a week; `2026-12` is a month, but `202612` is nothing.
const DATE =
  /^(?<year>\d{4})(?:(?<dash>-?)(?:(?<month>\d{2})(?:\k<dash>(?<day>\d{2}))?|W(?<week>\d{2})(?:-?(?<weekday>\d))?|(?<ordinal>\d{3})))?$/;
const TIME =
  /^(?<hour>\d{2})(?:(?<colon>:?)(?<minute>\d{2})(?:\k<colon>(?<second>\d{2}))?)?(?<fraction>[.,]\d+)?(?<zone>[zZ]|[+-]\d{2}(?::?\d{2})?)?$/;

/** Reads a text. A part that is left out is its first: `2027` is its first of January, `2026-W49` its Monday. Without a zone it is UTC. */
export function readIsoDate(text: string): IsoDate {
  const [, date = '', separator, time] = /^([^T\s]+)(?:([T\s])(.*))?$/s.exec(text) ?? [];
  const day = readDay(date);
  if (day === undefined) return 'malformed';
  if (time === undefined) return { at: day };
  return readTime(day, time, separator === 'T');
}

/** The instant (epoch ms) of a text that Cal.com can read, else undefined. */
export function readInstant(text: string): number | undefined {
  const date = readIsoDate(text);
  return typeof date === 'string' ? undefined : date.at;
}

function readDay(text: string): number | undefined {
  const parts = DATE.exec(text)?.groups;
  if (!parts || /^\d{6}$/.test(text)) return undefined;
  const year = Number(parts.year);
  // The first library builds a date of the year's bare number, and finds another year in it below 1000.
  if (parts.month && parts.day && year < 1000) return undefined;
  try {
    if (parts.week) return weekStart(year, Number(parts.week), Number(parts.weekday ?? 1));
    if (parts.ordinal) return dayOfYear(year, Number(parts.ordinal));
    const [month, day] = [Number(parts.month ?? 1), Number(parts.day ?? 1)];
    return midnight(Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }));
  } catch {
    return undefined;
  }
}

function weekStart(year: number, week: number, weekday: number): number | undefined {
  if (week > 53 || weekday < 1 || weekday > 7) return undefined;
  // The fourth of January is always in the first week.
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  return midnight(fourth.add({ days: (week - 1) * 7 + weekday - fourth.dayOfWeek }));
}

function dayOfYear(year: number, ordinal: number): number | undefined {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  if (ordinal < 1 || ordinal > first.daysInYear) return undefined;
  return midnight(first.add({ days: ordinal - 1 }));
}

function midnight(date: Temporal.PlainDate): number {
  return date.toZonedDateTime('UTC').epochMilliseconds;
}

function readTime(day: number, text: string, separated: boolean): IsoDate {
  const parts = TIME.exec(text)?.groups;
  if (!parts) return 'malformed';
  const [hour, minute, second] = [Number(parts.hour), Number(parts.minute ?? 0), Number(parts.second ?? 0)];
  const midnightAfter = hour === 24 && minute === 0 && parts.second === undefined;
  if ((hour > 23 && !midnightAfter) || minute > 59 || second > 59) return 'malformed';
  const zone = offsetMs(parts.zone);
  if (zone === undefined) return 'malformed';
  if (!separated || parts.zone === 'z' || (parts.fraction && parts.second === undefined)) return 'unreadable';
  const fraction = Math.floor(Number(`0.${parts.fraction?.slice(1) ?? 0}`) * 1000);
  return { at: day + (hour * 3600 + minute * 60 + second) * 1000 + fraction - zone };
}

function offsetMs(zone: string | undefined): number | undefined {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes ?? 0) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
}
