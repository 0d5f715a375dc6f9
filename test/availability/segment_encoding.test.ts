import { expect, test } from 'vitest';
import { decodeSegment, encodeInstant, encodeSlots } from '../../src/availability/segment_encoding.ts';
import type { ListedSlot } from '../../src/calcom/listed_slot.ts';
import { epochMs, startOfUtcDay, utcDay } from '../../src/verification/time.ts';
import { fc } from '../support/fast_check.ts';

const DAY = utcDay(20_780);
const MIDNIGHT = startOfUtcDay(DAY);
const MINUTE = 60_000;
const OBSERVED = epochMs(Date.parse('2026-11-23T06:00:00.123Z'));

const slot = (minute: number, length: number, more: Partial<ListedSlot> = {}): ListedSlot => ({
  start: epochMs(MIDNIGHT + minute * MINUTE),
  end: epochMs(MIDNIGHT + (minute + length) * MINUTE),
  ...more,
});

const back = (slots: readonly ListedSlot[]) =>
  decodeSegment(DAY, `${encodeInstant(OBSERVED)}:${encodeSlots(DAY, slots)}`);

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
      expect(back(slots)).toEqual({ observedAt: OBSERVED, slots });
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

test('what another version wrote is not cached', () => {
  for (const value of [
    '',
    ':',
    'x',
    '540/30',
    `${encodeInstant(OBSERVED)}:540+30x16/30`,
    `${encodeInstant(OBSERVED)}:[{`,
    `${encodeInstant(OBSERVED)}~${encodeInstant(OBSERVED)}:540/30`,
    `00000000~${encodeInstant(OBSERVED)}:x`,
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
