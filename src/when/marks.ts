/** Reads the marks in a translated phrase (`vocabulary.ts`), and leaves the English for chrono. */
import type { PartOfDay } from './when_reading.ts';

/** How a time of the day stands in its phrase. */
export type Relation = 'at' | 'after' | 'before' | 'from' | 'to';

/** A time of the day as it is said. */
export interface SaidTime {
  readonly relation: Relation;
  /** Minutes after midnight, or after noon where the hour is of a clock of twelve hours and nothing tells which. */
  readonly minutes: number;
  /** Whether it may be meant of either half of the day. */
  readonly isOfEitherHalf: boolean;
}

/** A translated phrase, taken apart. */
export interface Marks {
  readonly times: readonly SaidTime[];
  readonly partOfDay: PartOfDay | undefined;
  readonly isSoonest: boolean;
  /** Whether more than one thing is named, or what is not wanted. */
  readonly isChoice: boolean;
  /** `week+1` and its like, by what stands before the number or name. */
  readonly spans: ReadonlyMap<string, string>;
  /** Every `[date=…]`, as it was written. */
  readonly dates: readonly string[];
  /** What is left. */
  readonly english: string;
  /** Whether a time was named that no clock shows. */
  readonly isImpossible: boolean;
}

const MARK = /@(\S+)(?: ?([ap]m)\b)?|#(\w+)|~(\w+)|\[(date|day|later|weekend|weeks|week|month=|month)([^\]]*)\]/g;

/** Takes a translated phrase apart. @param now the time of the day of the call, in minutes */
export const readMarks = (translated: string, now: number): Marks => {
  const times: SaidTime[] = [];
  const spans = new Map<string, string>();
  const dates: string[] = [];
  const keywords = new Set<string>();
  let partOfDay: PartOfDay | undefined;
  let relation: Relation = 'at';
  let isBetween = false;
  let isImpossible = false;
  const english = translated.replaceAll(MARK, (_, time, half, part, keyword, span, value) => {
    if (time !== undefined) {
      const read = time === 'now' ? { minutes: now, isOfEitherHalf: false } : readTime(time, half);
      if (read === undefined) isImpossible = true;
      else times.push({ relation, ...read });
      relation = 'at';
    } else if (part !== undefined) partOfDay = part;
    else if (keyword !== undefined) {
      if (keyword === 'between' || keyword === 'from') relation = 'from';
      else if (keyword === 'after' || keyword === 'before') relation = keyword;
      else if (keyword === 'to') relation = isBetween || times.length > 0 ? 'to' : relation;
      else keywords.add(keyword);
      isBetween = isBetween || keyword === 'between';
    } else if (span === 'date') dates.push(value.slice(1));
    else spans.set(span, value.replace('=', ''));
    return ' ; ';
  });
  return {
    times,
    partOfDay,
    isSoonest: keywords.has('soonest'),
    isChoice: keywords.has('or') || keywords.has('not'),
    spans,
    dates,
    english: english.trim(),
    isImpossible,
  };
};

/** An hour that stands alone. */
export const saidHour = (hour: number): SaidTime => ({
  relation: 'at',
  minutes: hour > 12 ? hour * 60 : (hour % 12) * 60,
  isOfEitherHalf: hour <= 12,
});

const HALF_A_DAY = 12 * 60;

/** `3:00`, `3-30+5` or `15:30`, with `am` or `pm`. */
const readTime = (
  said: string,
  half: 'am' | 'pm' | undefined,
): Pick<SaidTime, 'minutes' | 'isOfEitherHalf'> | undefined => {
  const [, hours = '', minutes = '0', more = ''] = /^(\d+)(?::(\d+))?((?:[+-]\d+)*)$/.exec(said) ?? [];
  const hour = Number(hours);
  if (hours === '' || hour > 24 || Number(minutes) > 59) return undefined;
  const added = (more.match(/[+-]\d+/g) ?? []).reduce((sum, term) => sum + Number(term), 0);
  if (hour > 12 || hours === '0' || (hours.length > 1 && hours.startsWith('0'))) {
    const sum = hour * 60 + Number(minutes) + added;
    return sum > 24 * 60 || (half === 'am' && hour > 12) ? undefined : { minutes: sum, isOfEitherHalf: false };
  }
  const onTheDial = ((hour % 12) * 60 + Number(minutes) + added + HALF_A_DAY) % HALF_A_DAY;
  if (half === undefined) return { minutes: onTheDial, isOfEitherHalf: true };
  return { minutes: onTheDial + (half === 'pm' ? HALF_A_DAY : 0), isOfEitherHalf: false };
};
