import { expect, test } from 'vitest';
import type { DaySegment } from '../../src/availability/day_segment.ts';
import { MEMORY_MAX_AGE_MS, MemoryTier, type RememberedSegments } from '../../src/availability/memory_tier.ts';
import { segmentsName } from '../../src/availability/segment_key.ts';
import { daysBetween, epochMs, type UtcDay, utcDay } from '../../src/verification/time.ts';

const NAME = segmentsName({ eventTypeId: 101 });
const segment = (observedAt: number): DaySegment => ({ observedAt: epochMs(observedAt), slots: [] });
const storedOn = (days: readonly UtcDay[], observedAt: number): RememberedSegments => ({
  segments: new Map(days.map((day) => [day, segment(observedAt)])),
  refusal: undefined,
  shortestLeadMs: undefined,
  width: undefined,
  emptiedAt: undefined,
  experience: undefined,
});

const tierOf = (maxSegments = 1_000) => {
  let now = 0;
  const tier = new MemoryTier(maxSegments, () => now);
  return {
    tier,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    /** Reads days of Redis, where everything was observed at `observedAt`. */
    read: (from: number, until: number, observedAt = 1) => {
      const days = daysBetween(utcDay(from), utcDay(until));
      tier.put(NAME, days, storedOn(days, observedAt), tier.beginRead());
    },
    get: (from: number, until: number) => tier.get(NAME, daysBetween(utcDay(from), utcDay(until))),
  };
};

test('the days of several questions are kept together', () => {
  const { read, get, tier } = tierOf();
  read(1, 16);
  expect(get(5, 20)).toBeUndefined();
  read(5, 20, 2);
  expect(get(1, 16)).toBeDefined();
  expect(get(5, 20)?.segments.get(utcDay(5))).toEqual(segment(2));
  expect(get(1, 20)?.segments.get(utcDay(4))).toEqual(segment(1));
  expect(get(0, 1)).toBeUndefined();
  expect(tier.size).toBe(21);
});

test('added days do not prolong the time of the first', () => {
  const { read, get, pass } = tierOf();
  read(1, 2);
  pass(MEMORY_MAX_AGE_MS - 1);
  read(3, 4);
  expect(get(1, 4)).toBeDefined();
  pass(1);
  expect(get(1, 2)).toBeUndefined();
  expect(get(3, 4)).toBeUndefined();
  // Nor does what is too old come back with the next read.
  read(3, 4);
  expect(get(1, 2)).toBeUndefined();
});

test('a read that a change has overtaken is forgotten, and with the change all that was read before', () => {
  const { tier, read, get } = tierOf();
  read(1, 2);
  const reading = tier.beginRead();
  tier.drop(NAME);
  expect(get(1, 2)).toBeUndefined();
  const days = daysBetween(utcDay(1), utcDay(2));
  tier.put(NAME, days, storedOn(days, 1), reading);
  expect(get(1, 2)).toBeUndefined();
});

test('what was given to a reader is not changed by the next read', () => {
  const { read, get } = tierOf();
  read(1, 2);
  const given = get(1, 2);
  read(1, 3, 2);
  expect(given?.segments.get(utcDay(1))).toEqual(segment(1));
  expect(given?.segments.has(utcDay(3))).toBe(false);
});

test('when its second is over, an event type is read again with every day that was kept', () => {
  const { tier, read, pass } = tierOf();
  const asked = daysBetween(utcDay(3), utcDay(5));
  read(1, 4);
  expect(tier.daysToRead(NAME, asked)).toEqual([3, 4, 5]);
  tier.put(NAME, [utcDay(9)], storedOn([], 1), tier.beginRead());
  pass(MEMORY_MAX_AGE_MS);
  // Not with the ninth: Redis has nothing of it.
  expect(tier.daysToRead(NAME, asked).toSorted()).toEqual([1, 2, 3, 4, 5]);
  tier.drop(NAME);
  expect(tier.daysToRead(NAME, asked)).toEqual([3, 4, 5]);
});
