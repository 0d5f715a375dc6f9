/**
 * Times as nearly everyone writes them, read by arithmetic: `2026-12-01T14:00`, with seconds and milliseconds or without, followed by
 * nothing, `Z` or an offset. `Temporal` reads these too, and everything else, but takes 1.6 µs for a
 * local time and 0.6 µs for one with an offset, where this takes 0.1 µs.
 */
import { type WallMs, wallMs } from './wall_clock.ts';

/** A time as it is written. */
export interface WrittenTime {
  readonly wall: WallMs;
  /** Milliseconds ahead of UTC; undefined where none is written. */
  readonly offset: number | undefined;
}

/**
 * Reads a time in one of the usual spellings.
 * @returns undefined for any other text: a good one perhaps, or a bad one; this is not the place that tells
 */
export function readWrittenTime(text: string): WrittenTime | undefined {
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || (text[10] !== 'T' && text[10] !== 't'))
    return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  let second = 0;
  let millisecond = 0;
  let end = 16;
  if (text[end] === ':') {
    second = twoDigits(text, 17);
    end = 19;
    if (text[end] === '.') {
      millisecond = twoDigits(text, 20) * 10 + oneDigit(text, 22);
      end = 23;
    }
  }
  // Written so that NaN, which stands for what is no digit, passes none of them.
  const isTime = hour <= 23 && minute <= 59 && second <= 59 && millisecond <= 999;
  if (!(isTime && year >= FIRST_YEAR && day >= 1 && day <= daysIn(year, month))) return undefined;

  const offset = readOffset(text, end);
  if (offset === NO_OFFSET) return undefined;
  return { wall: wallMs(Date.UTC(year, month - 1, day, hour, minute, second, millisecond)), offset };
}

/** `Date.UTC` takes the years before 100 for others. */
const FIRST_YEAR = 1970;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** NaN for a month that there is not. */
function daysIn(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : (DAYS[month - 1] ?? Number.NaN);
}

const NO_OFFSET = Symbol('no offset');

function readOffset(text: string, at: number): number | undefined | typeof NO_OFFSET {
  if (text.length === at) return undefined;
  const mark = text[at];
  if (text.length === at + 1) return mark === 'Z' || mark === 'z' ? 0 : NO_OFFSET;
  if (text.length !== at + 6 || (mark !== '+' && mark !== '-') || text[at + 3] !== ':') return NO_OFFSET;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (!(hours <= 23 && minutes <= 59)) return NO_OFFSET;
  return (mark === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const ZERO = '0'.charCodeAt(0);

/** NaN for anything but a digit, and past the end. */
function oneDigit(text: string, at: number): number {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}

const twoDigits = (text: string, at: number): number => oneDigit(text, at) * 10 + oneDigit(text, at + 1);
