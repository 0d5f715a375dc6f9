import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DOUBTED_UNSEEN,
  DROPPED,
  decodeSegment,
  encodeChangedTimes,
  encodeInstant,
  encodeSlots,
} from '../../src/availability/segment_encoding.ts';
import type { ListedSlot } from '../../src/calcom/listed_slot.ts';
import { epochMs, startOfUtcDay, utcDay } from '../../src/verification/time.ts';

const DAY = utcDay(20_780);
const MIDNIGHT = startOfUtcDay(DAY);
const MINUTE = 60_000;
const OBSERVED = epochMs(Date.parse('2026-11-23T06:00:00.123Z'));

const slot = (minute: number, length: number, more: Partial<ListedSlot> = {}): ListedSlot => ({
  start: epochMs(MIDNIGHT + minute * MINUTE),
  end: epochMs(MIDNIGHT + (minute + length) * MINUTE),
  ...more,
});

const back = (slots: readonly ListedSlot[], mark = '') =>
  decodeSegment(DAY, `${encodeInstant(OBSERVED)}${mark}:${encodeSlots(DAY, slots)}`);

const minute = fc.integer({ min: 0, max: 1_439 });
const length = fc.integer({ min: 1, max: 1_440 });
const more: fc.Arbitrary<Partial<ListedSlot>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ seatsBooked: fc.nat(9), seatsRemaining: fc.nat(9), seatsTotal: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ bookingUid: fc.string() }) },
);

/** As Cal.com lists them: ascending, no two at once. */
const anyDay = fc
  .array(fc.record({ minute, length, more }), { maxLength: 60 })
  .map((given) => [...new Map(given.map((one) => [one.minute, one])).values()].sort((a, b) => a.minute - b.minute));

test('whatever is written is read back', () => {
  fc.assert(
    fc.property(anyDay, fc.boolean(), (given, isPlain) => {
      const slots = given.map((one) => slot(one.minute, one.length, isPlain ? {} : one.more));
      expect(back(slots)).toEqual({ observedAt: OBSERVED, doubted: false, slots });
    }),
    { numRuns: 2_000 },
  );
});

test('so is a day on a grid, with any of its slots booked', () => {
  const grid = fc.record({ first: fc.integer({ min: 0, max: 500 }), step: fc.integer({ min: 5, max: 90 }) });
  fc.assert(
    fc.property(grid, fc.array(fc.boolean(), { maxLength: 40 }), ({ first, step }, free) => {
      const minutes = free.flatMap((isFree, n) => (isFree && first + n * step < 1_440 ? [first + n * step] : []));
      const slots = minutes.map((at) => slot(at, step));
      expect(back(slots)?.slots).toEqual(slots);
      expect(encodeSlots(DAY, slots).length).toBeLessThan(32);
    }),
    { numRuns: 1_000 },
  );
});

test('slots that begin between two minutes keep their milliseconds', () => {
  const odd = { start: epochMs(MIDNIGHT + 90_001), end: epochMs(MIDNIGHT + 120_007) };
  expect(back([odd])?.slots).toEqual([odd]);
});

test('a mark is read, and a mark without a segment is no segment', () => {
  expect(back([slot(540, 30)], `~${encodeInstant(OBSERVED)}`)?.doubted).toBe(true);
  for (const body of [DROPPED, DOUBTED_UNSEEN]) {
    expect(decodeSegment(DAY, `00000000~${encodeInstant(OBSERVED)}:${body}`)).toBeUndefined();
  }
});

const MARK = `~${encodeInstant(epochMs(OBSERVED + 1))}`;
const dropped = (changed: string, slots: readonly ListedSlot[]) =>
  decodeSegment(DAY, `${encodeInstant(OBSERVED)}${MARK}:x${changed}!${encodeSlots(DAY, slots)}`);

test('a dropped day is read without the slots that overlap a changed time, whatever its form', () => {
  const change = fc
    .record({ from: fc.integer({ min: -3_000, max: 3_000 }), length: fc.integer({ min: 1, max: 3_000 }) })
    .map(({ from, length }) => ({
      start: epochMs(MIDNIGHT + from * 1_000 * 60),
      end: epochMs(MIDNIGHT + (from + length) * 60_000),
    }));
  fc.assert(
    fc.property(anyDay, fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (given, changes, isPlain) => {
      const slots = given.map((one) => slot(one.minute, one.length, isPlain ? {} : one.more));
      const changed = encodeChangedTimes(DAY, changes);
      fc.pre(changed !== '');
      expect(dropped(changed, slots)).toEqual({
        observedAt: OBSERVED,
        doubted: true,
        dropped: true,
        slots: slots.filter((one) => changes.every(({ start, end }) => one.end <= start || one.start >= end)),
      });
    }),
    { numRuns: 1_000 },
  );
});

test('changed times are whole minutes around the change, cut to the day and the next', () => {
  const at = (ms: number) => epochMs(MIDNIGHT + ms);
  const changed = (from: number, until: number) => encodeChangedTimes(DAY, [{ start: at(from), end: at(until) }]);
  expect(changed(9 * 60 * MINUTE, 9.5 * 60 * MINUTE)).toBe('540-570');
  expect(changed(9 * 60 * MINUTE + 1, 9.5 * 60 * MINUTE + 1)).toBe('540-571');
  expect(changed(-100 * MINUTE, 30 * MINUTE)).toBe('0-30');
  expect(changed(1_430 * MINUTE, 9_000 * MINUTE)).toBe('1430-2880');
  expect(changed(-100 * MINUTE, 0)).toBe('');
  expect(changed(2_880 * MINUTE, 2_900 * MINUTE)).toBe('');
  const two = [
    { start: at(600 * MINUTE), end: at(630 * MINUTE) },
    { start: at(540 * MINUTE), end: at(570 * MINUTE) },
  ];
  expect(encodeChangedTimes(DAY, two)).toBe('600-630,540-570');
});

test('a dropped day of a usual calendar fits the values that Redis keeps together', () => {
  const slots = Array.from({ length: 16 }, (_, n) => slot(480 + 30 * n, 30));
  expect(`${encodeInstant(OBSERVED)}${MARK}:x540-570!${encodeSlots(DAY, slots)}`.length).toBeLessThanOrEqual(64);
});

test('a dropped day whose times or slots cannot be read is not cached', () => {
  const [instant, body] = [encodeInstant(OBSERVED), encodeSlots(DAY, [slot(540, 30)])];
  expect(decodeSegment(DAY, `${instant}${MARK}:x1-2!${body}`)?.slots).toHaveLength(1);
  for (const wrong of [
    `x!${body}`,
    `x1-!${body}`,
    `x1-2`,
    `x1-2,!${body}`,
    'x1-2![{',
    `x1-2!${DROPPED}`,
    'x1-2!?',
    `xx!${body}`,
  ]) {
    expect(decodeSegment(DAY, `${instant}${MARK}:${wrong}`)).toBeUndefined();
  }
});

test('what another version wrote is not cached', () => {
  for (const value of [
    '',
    ':',
    'x',
    '540/30',
    `${encodeInstant(OBSERVED)}:540+30x16/30`,
    `${encodeInstant(OBSERVED)}:[{`,
  ]) {
    expect(decodeSegment(DAY, value)).toBeUndefined();
  }
});

test('instants order as their texts do', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_800_000_000_000 }),
      fc.integer({ min: 0, max: 2_800_000_000_000 }),
      (a, b) => {
        expect(encodeInstant(epochMs(a)) < encodeInstant(epochMs(b))).toBe(a < b);
        expect(encodeInstant(epochMs(a))).toHaveLength(8);
      },
    ),
  );
});
