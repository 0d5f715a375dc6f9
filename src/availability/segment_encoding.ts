/**
 * How a day segment is written in Redis: `<observedAt><~doubtedAt>?:<body>`.
 *
 * Both instants are eight base-36 digits of milliseconds (enough until 2059), so that the write script orders them by
 * comparing strings. The body lists runs of slots, `<first>+<step>x<count>/<length>` in minutes of the UTC day, because
 * a calendar is a few runs a day: a day with 16 half-hour slots takes about 20 bytes, below the 64 up to which Redis keeps a
 * whole hash as one compact list. `bench/encoding.ts` measures it against JSON, packed minutes and a bitmap. Days that do not
 * fit the form (seats, seconds) are written as JSON.
 */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import { type EpochMs, epochMs, startOfUtcDay, type UtcDay } from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';

const MINUTE_MS = 60_000;
const INSTANT_DIGITS = 8;

/** An instant as the eight base-36 digits that order like it. */
export const encodeInstant = (instant: EpochMs): string => instant.toString(36).padStart(INSTANT_DIGITS, '0');

/** The body for the slots of a day, ascending by start. */
export const encodeSlots = (day: UtcDay, slots: readonly ListedSlot[]): string => {
  if (!slots.every(isPlain)) return JSON.stringify(slots);
  const midnight = startOfUtcDay(day);
  const runs: string[] = [];
  for (let first = 0; first < slots.length; ) {
    const run = runFrom(slots, first);
    const start = (slotAt(slots, first).start - midnight) / MINUTE_MS;
    const spacing = run.count > 1 ? `+${run.step / MINUTE_MS}x${run.count}` : '';
    runs.push(`${start}${spacing}/${run.length / MINUTE_MS}`);
    first += run.count;
  }
  return runs.join(',');
};

/**
 * Reads what `encodeSlots` and the write script wrote.
 * @returns undefined for a day that was dropped, or that an incompatible version wrote
 */
export const decodeSegment = (day: UtcDay, value: string): DaySegment | undefined => {
  const colon = value.indexOf(':');
  if (colon < INSTANT_DIGITS) return undefined;
  const body = value.slice(colon + 1);
  if (body === DROPPED || body === DOUBTED_UNSEEN) return undefined;
  const slots = body.startsWith('[') ? decodeJson(body) : decodeRuns(day, body);
  if (slots === undefined) return undefined;
  const observedAt = epochMs(Number.parseInt(value.slice(0, INSTANT_DIGITS), 36));
  return { observedAt, doubted: value.charCodeAt(INSTANT_DIGITS) === TILDE, slots };
};

/** The body of a day whose slots a booking has made untrue. */
export const DROPPED = 'x';

/** The body of a day that was doubted before anything of it was cached. */
export const DOUBTED_UNSEEN = '?';

const TILDE = '~'.charCodeAt(0);

const isPlain = (slot: ListedSlot): boolean =>
  slot.seatsRemaining === undefined &&
  slot.seatsBooked === undefined &&
  slot.seatsTotal === undefined &&
  slot.bookingUid === undefined &&
  slot.start % MINUTE_MS === 0 &&
  slot.end % MINUTE_MS === 0;

const slotAt = (slots: readonly ListedSlot[], index: number): ListedSlot => {
  const slot = slots[index];
  if (slot === undefined) throw new RangeError(`no slot ${index} of ${slots.length}`);
  return slot;
};

/** The longest run of equally long, equally spaced slots that begins at `first`. */
const runFrom = (slots: readonly ListedSlot[], first: number): { step: number; count: number; length: number } => {
  const { start, end } = slotAt(slots, first);
  const length = end - start;
  const second = slots[first + 1];
  if (second === undefined || second.end - second.start !== length) return { step: 0, count: 1, length };
  const step = second.start - start;
  let count = 2;
  for (; first + count < slots.length; count++) {
    const next = slotAt(slots, first + count);
    if (next.start - start !== step * count || next.end - next.start !== length) break;
  }
  return { step, count, length };
};

const RUN = /^(\d+)(?:\+(\d+)x(\d+))?\/(\d+)$/;

const decodeRuns = (day: UtcDay, body: string): readonly ListedSlot[] | undefined => {
  if (body === '') return [];
  const midnight = startOfUtcDay(day);
  const slots: ListedSlot[] = [];
  for (const text of body.split(',')) {
    const run = RUN.exec(text);
    if (run === null) return undefined;
    const step = Number(run[2] ?? 0) * MINUTE_MS;
    const count = Number(run[3] ?? 1);
    const length = Number(run[4]) * MINUTE_MS;
    let start = midnight + Number(run[1]) * MINUTE_MS;
    for (let index = 0; index < count; index++, start += step) {
      slots.push({ start: epochMs(start), end: epochMs(start + length) });
    }
  }
  return slots;
};

const decodeJson = (body: string): readonly ListedSlot[] | undefined => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
