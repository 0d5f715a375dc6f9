/**
 * How a day segment is written in Redis: `<observedAt>:<body>`, or `<observedAt>?<body>` of a day from which slots had vanished.
 *
 * The instant is eight base-36 digits of milliseconds (enough until 2059), so that the write script orders two by
 * comparing strings. The body is a bitmap on the calendar's own grid, `<first>+<grid>/<length>#<bits>` in minutes of the UTC day, six
 * bits a character: a day with 16 half-hour slots takes 14 bytes however many of them are booked. That stays below the 64 up to
 * which Redis keeps a whole hash as one compact list. `bench/encoding.ts` measures it against JSON, packed minutes, runs and a
 * fixed bitmap. Slots of several lengths give several bitmaps, and days that do not fit the form (seats, seconds) are JSON.
 */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { type EpochMs, epochMs, MINUTE_MS, startOfUtcDay, type UtcDay } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';

const INSTANT_DIGITS = 8;

/** Stands before the body of a day. */
export const SOUND = ':';

/** Stands there where slots had vanished. */
export const VANISHED = '?';

/** An instant as the eight base-36 digits that order like it. */
export const encodeInstant = (instant: EpochMs): string => instant.toString(36).padStart(INSTANT_DIGITS, '0');

/** What `encodeInstant` wrote. */
export const decodeInstant = (text: string): EpochMs => epochMs(Number.parseInt(text, 36));

/** The body for the slots of a day, ascending by start. */
export const encodeSlots = (day: UtcDay, slots: readonly ListedSlot[]): string => {
  if (!slots.every(isPlain)) return JSON.stringify(slots);
  const byLength = Map.groupBy(slots, ({ start, end }) => end - start);
  return [...byLength].map(([length, some]) => encodeGrid(day, some, length)).join(',');
};

/**
 * Reads what `encodeSlots` and the script wrote.
 * @returns undefined for what an incompatible version wrote
 */
export const decodeSegment = (day: UtcDay, value: string): DaySegment | undefined => {
  const mark = value.charAt(INSTANT_DIGITS);
  if (mark !== SOUND && mark !== VANISHED) return undefined;
  const slots = decodeSlots(day, value.slice(INSTANT_DIGITS + 1));
  if (slots === undefined) return undefined;
  const observedAt = decodeInstant(value.slice(0, INSTANT_DIGITS));
  return mark === VANISHED ? { observedAt, slots, hasVanished: true } : { observedAt, slots };
};

const decodeSlots = (day: UtcDay, body: string): readonly ListedSlot[] | undefined =>
  body.startsWith('[') ? decodeJson(body) : decodeGrids(day, body);

const isPlain = (slot: ListedSlot): boolean =>
  slot.seatsRemaining === undefined &&
  slot.seatsBooked === undefined &&
  slot.seatsTotal === undefined &&
  slot.bookingUid === undefined &&
  slot.start % MINUTE_MS === 0 &&
  slot.end % MINUTE_MS === 0;

const BITS_A_CHARACTER = 6;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit.charCodeAt(0), value]));

const encodeGrid = (day: UtcDay, slots: readonly ListedSlot[], length: number): string => {
  const midnight = startOfUtcDay(day);
  const minutes = slots.map(({ start }) => (start - midnight) / MINUTE_MS);
  const [first = 0] = minutes;
  const grid = minutes.reduce((divisor, minute) => greatestCommonDivisor(divisor, minute - first), 0);
  if (grid === 0) return `${first}/${length / MINUTE_MS}`;
  const values: number[] = [];
  for (const minute of minutes) {
    const bit = (minute - first) / grid;
    const at = Math.floor(bit / BITS_A_CHARACTER);
    values[at] = (values[at] ?? 0) | (1 << (bit % BITS_A_CHARACTER));
  }
  const bits = Array.from(values, (value = 0) => DIGITS.charAt(value)).join('');
  return `${first}+${grid}/${length / MINUTE_MS}#${bits}`;
};

const greatestCommonDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestCommonDivisor(other, one % other);

const GRID = /^(\d+)(?:\+(\d+))?\/(\d+)(?:#([\w-]+))?$/;

const decodeGrids = (day: UtcDay, body: string): readonly ListedSlot[] | undefined => {
  if (body === '') return [];
  const midnight = startOfUtcDay(day);
  const slots: ListedSlot[] = [];
  const parts = body.split(',');
  for (const part of parts) {
    const found = GRID.exec(part);
    if (found === null) return undefined;
    const [, first, grid = 0, length, bits = 'B'] = found;
    const start = midnight + Number(first) * MINUTE_MS;
    const step = Number(grid) * MINUTE_MS;
    const lengthMs = Number(length) * MINUTE_MS;
    for (let index = 0; index < bits.length; index++) {
      let value = VALUES.get(bits.charCodeAt(index)) ?? 0;
      for (let bit = index * BITS_A_CHARACTER; value > 0; bit++, value >>= 1) {
        if (value & 1) slots.push({ start: epochMs(start + bit * step), end: epochMs(start + bit * step + lengthMs) });
      }
    }
  }
  return parts.length === 1 ? slots : slots.sort((one, other) => one.start - other.start);
};

const decodeJson = (body: string): readonly ListedSlot[] | undefined => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
