/** Which time of the day is meant, where a clock of twelve hours was read out. */
import type { SaidTime } from './marks.ts';
import type { Hours, PartOfDay } from './when_reading.ts';

const HOUR = 60;
const NOON = 12 * HOUR;
const MIDNIGHT = 24 * HOUR;

/** Nobody has appointments before seven in the morning or from seven in the evening on unless they say so. */
const DAY_BEGINS = 7 * HOUR;

/** What was said of the time of the day: one time, hours, nothing, or what cannot be told. */
export type TimeOfDay =
  | { readonly kind: 'time'; readonly minutes: number }
  | { readonly kind: 'hours'; readonly hours: Hours }
  | { readonly kind: 'none' }
  | { readonly kind: 'several' };

/** Reads the times of a phrase as one. */
export const timeOfDay = (times: readonly SaidTime[], partOfDay: PartOfDay | undefined): TimeOfDay => {
  const [first, second, third] = times;
  if (first === undefined) return { kind: 'none' };
  if (third !== undefined) return { kind: 'several' };
  const start = minutesOf(first, partOfDay);
  if (second !== undefined) {
    if (second.relation !== 'to') return { kind: 'several' };
    const end = minutesOf(second, partOfDay);
    const later = end <= start && second.isOfEitherHalf ? end + NOON : end;
    return later > start ? hours(start, later) : { kind: 'several' };
  }
  switch (first.relation) {
    case 'after':
    case 'from':
      return hours(start, MIDNIGHT);
    case 'before':
      return hours(0, start);
    default:
      return { kind: 'time', minutes: start };
  }
};

const minutesOf = ({ minutes, isOfEitherHalf }: SaidTime, partOfDay: PartOfDay | undefined): number => {
  if (!isOfEitherHalf) return minutes;
  if (partOfDay === 'morning') return minutes;
  if (partOfDay === 'afternoon') return minutes + NOON;
  if (partOfDay === 'evening') return minutes < 4 * HOUR ? minutes + MIDNIGHT : minutes + NOON;
  return minutes < DAY_BEGINS ? minutes + NOON : minutes;
};

const hours = (start: number, end: number): TimeOfDay => ({
  kind: 'hours',
  hours: { start: clockText(start), end: clockText(end) },
});

/** `HH:MM`. */
export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / HOUR)).padStart(2, '0')}:${String(minutes % HOUR).padStart(2, '0')}`;
