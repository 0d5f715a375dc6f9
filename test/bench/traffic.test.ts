import { describe, expect, test } from 'vitest';
import { momentsOfDay } from '../../bench/traffic/day_curve.ts';
import { questions } from '../../bench/traffic/questions.ts';
import { seededRandom } from '../../bench/traffic/random.ts';
import { zipf } from '../../bench/traffic/zipf.ts';
import { epochMs } from '../../src/verification/time.ts';
import { fc } from '../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-24T09:00:00Z'));

describe('popularity', () => {
  test('falls with the rank as its law says', () => {
    const random = seededRandom('zipf');
    const draw = zipf(10, 1);
    const counts = new Array<number>(10).fill(0);
    for (let n = 0; n < 100_000; n++) {
      const rank = draw(random);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const [first = 0, second = 0, , , fifth = 0] = counts;
    expect(first / second).toBeCloseTo(2, 1);
    expect(Math.abs(first / fifth - 5)).toBeLessThan(0.3);
  });

  test('is even without a skew, and never outside its ranks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (count, drawn) => {
          expect(zipf(count, 0)(() => drawn)).toBe(Math.min(count - 1, Math.floor(drawn * count + 1e-9)));
          const rank = zipf(count, 1)(() => drawn);
          expect(rank >= 0 && rank < count).toBe(true);
        },
      ),
    );
  });
});

describe('a day', () => {
  test('is ascending, within the day, and busy by day', () => {
    const moments = momentsOfDay(10_000, seededRandom('day'));
    expect(moments).toHaveLength(10_000);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.every((at) => at >= 0 && at < 86_400)).toBe(true);
    const within = (from: number, until: number): number =>
      moments.filter((at) => at >= from * 3_600 && at < until * 3_600).length;
    expect(within(10, 11)).toBeGreaterThan(20 * within(2, 3));
  });
});

describe('questions', () => {
  const ask = (seed: string, count: number) => {
    const next = questions({ random: seededRandom(seed), eventTypes: 20, skew: 1, clock: () => NOW });
    return Array.from({ length: count }, next);
  };

  test('are the same for the same seed', () => {
    expect(ask('one', 50)).toEqual(ask('one', 50));
    expect(ask('one', 50)).not.toEqual(ask('two', 50));
  });

  test('ask for a half hour of a later day in the caller’s zone, at most two weeks ahead', () => {
    for (const { start, timeZone, eventTypeId, windowHours } of ask('many', 2_000)) {
      const local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
      expect(start).toBeGreaterThan(NOW);
      expect(start).toBeLessThan(NOW + 15 * 86_400_000);
      expect(local.hour >= 8 && local.hour <= 18 && local.minute % 30 === 0).toBe(true);
      expect(eventTypeId >= 1_000 && eventTypeId < 1_020).toBe(true);
      expect([1, 2, 3]).toContain(windowHours);
    }
  });

  test('come from several zones and about every event type', () => {
    const asked = ask('many', 2_000);
    expect(new Set(asked.map(({ timeZone }) => timeZone)).size).toBeGreaterThan(5);
    expect(new Set(asked.map(({ eventTypeId }) => eventTypeId)).size).toBe(20);
  });
});
