import { expect, test } from 'vitest';
import { epochMs, utcDay } from '../../../src/verification/time.ts';
import { daysOf, narrowed, planSpans, restOf, widthBy } from '../../../src/workers/ranges/range_width.ts';
import { fc } from '../../support/fast_check.ts';

const NOW = epochMs(1_000_000);
const span = (from: number, until: number) => ({ from: utcDay(from), until: utcDay(until) });

test('all days are asked for at once where nothing is known, and those of the caller beside them should it be slow', () => {
  expect(planSpans(span(0, 31), span(3, 4), undefined, NOW)).toEqual({
    first: span(0, 31),
    meanwhile: span(3, 4),
    rest: [],
  });
  expect(planSpans(span(0, 31), undefined, undefined, NOW).meanwhile).toBeUndefined();
  expect(planSpans(span(3, 4), span(3, 4), undefined, NOW).meanwhile).toBeUndefined();
});

test('where a width is known the days of the caller come first, and every other day once later', () => {
  const days = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(days, days, days, days, fc.integer({ min: 1, max: 70 }), (a, b, c, d, width) => {
      const wanted = span(Math.min(a, b), Math.max(a, b));
      const inside = [c, d].map((day) => Math.min(Math.max(day, wanted.from), wanted.until)).sort((x, y) => x - y);
      const needed = span(inside[0] ?? 0, inside[1] ?? 0);
      const plan = planSpans(wanted, needed, { days: width, until: epochMs(NOW + 1) }, NOW);
      expect(plan.first.from).toBeLessThanOrEqual(needed.from);
      expect(plan.first.until).toBeGreaterThanOrEqual(needed.until);
      const all = [plan.first, ...plan.rest].flatMap(({ from, until }) =>
        Array.from({ length: until - from + 1 }, (_, index) => from + index),
      );
      expect(all.sort((x, y) => x - y)).toEqual(
        Array.from({ length: daysOf(wanted) }, (_, index) => wanted.from + index),
      );
      for (const part of plan.rest) expect(daysOf(part)).toBeLessThanOrEqual(width);
    }),
  );
});

test('a width is forgotten after its time', () => {
  expect(planSpans(span(0, 31), undefined, { days: 3, until: NOW }, NOW).first).toEqual(span(0, 31));
});

test('a call that grows with its days leaves as many as come within a second', () => {
  expect(widthBy({ days: 33, ms: 4_950 }, { days: 2, ms: 300 }, NOW)?.days).toBe(6);
});

test('a call that takes as long for few days as for many is no reason to ask for fewer', () => {
  expect(widthBy({ days: 33, ms: 3_000 }, { days: 2, ms: 2_990 }, NOW)).toBeUndefined();
  expect(widthBy({ days: 33, ms: 3_000 }, { days: 2, ms: 3_100 }, NOW)).toBeUndefined();
});

test('what did not come is halved, down to a day', () => {
  expect(narrowed(span(0, 7), NOW).days).toBe(4);
  expect(narrowed(span(0, 0), NOW).days).toBe(1);
});

test('the rest is cut into parts', () => {
  expect(restOf(span(0, 9), span(3, 4), 3)).toEqual([span(5, 7), span(8, 9), span(0, 2)]);
});
