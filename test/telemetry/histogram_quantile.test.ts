import { expect, test } from 'vitest';
import { histogramQuantile } from '../../src/telemetry/histogram_quantile.ts';

const buckets = (...counts: number[]) =>
  [1, 2, 4, Infinity].map((upperBound, index) => ({ upperBound, count: counts[index] ?? 0 }));

test('a quantile lies within its bucket in proportion', () => {
  expect(histogramQuantile(0.5, buckets(0, 10, 10, 10))).toBe(1.5);
  expect(histogramQuantile(0.5, buckets(10, 10, 10, 10))).toBe(0.5);
  expect(histogramQuantile(0.95, buckets(0, 90, 100, 100))).toBe(3);
});

test('what lies above all bounds is told as the greatest bound', () => {
  expect(histogramQuantile(0.99, buckets(0, 0, 5, 10))).toBe(4);
});

test('without observations there is none', () => {
  expect(histogramQuantile(0.95, buckets(0, 0, 0, 0))).toBeUndefined();
  expect(histogramQuantile(0.95, [])).toBeUndefined();
});

test('the first and the last observation are the extremes', () => {
  expect(histogramQuantile(0, buckets(0, 4, 4, 4))).toBe(1);
  expect(histogramQuantile(1, buckets(0, 4, 4, 4))).toBe(2);
});
