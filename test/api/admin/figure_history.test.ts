import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FigureHistory, HISTORY_MS, SAMPLE_EVERY_MS } from '../../../src/api/admin/figure_history.ts';
import type { FigureSample } from '../../../src/api/admin/figure_sample.ts';
import { figuresDocument } from '../../../src/api/admin/figures_document.ts';
import { epochMs } from '../../../src/verification/time.ts';

/** A service that answers one verification a second, each fourth from Cal.com, and fails one in a hundred. */
const sample = async (): Promise<FigureSample> => {
  const seconds = Math.floor(performance.now() / 1000);
  return {
    at: epochMs(seconds * 1000),
    waits: [
      { upperBound: 0.001, count: seconds * 0.9 },
      { upperBound: 0.002, count: seconds },
      { upperBound: Infinity, count: seconds },
    ],
    requests: seconds,
    errors: seconds / 100,
    verifications: { fresh: seconds * 0.75, stale: 0, 'stale-if-error': 0, miss: seconds * 0.25, none: 0 },
    fleet: undefined,
  };
};

let history: FigureHistory;
beforeEach(() => {
  vi.useFakeTimers();
  history = new FigureHistory(sample);
});
afterEach(() => {
  history.close();
  vi.useRealTimers();
});

test('a day leaves no more than an hour of samples, and the figures are those of that hour', async () => {
  await vi.advanceTimersByTimeAsync(24 * HISTORY_MS);
  const samples = await history.upToNow();
  expect(samples.length).toBeLessThanOrEqual(HISTORY_MS / SAMPLE_EVERY_MS + 2);
  const { windowSeconds, responseTime, hitRatio, errors } = figuresDocument(samples, [], undefined);
  expect(windowSeconds).toBe(3_600);
  expect(responseTime.requests).toBeLessThanOrEqual(3_615);
  expect(responseTime.p95Seconds).toBeCloseTo(0.0015);
  expect(hitRatio.ratio).toBeCloseTo(0.75);
  expect(errors).toMatchObject({ met: false });
  expect(errors.plot.every((ratio) => ratio !== null && Math.abs(ratio - 0.01) < 1e-9)).toBe(true);
});

test('a young process plots only the minutes that it has seen', async () => {
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  const { windowSeconds, hitRatio } = figuresDocument(await history.upToNow(), [], undefined);
  expect(windowSeconds).toBe(300);
  expect(hitRatio.plot.slice(0, 54).every((ratio) => ratio === null)).toBe(true);
  expect(hitRatio.plot.slice(-5)).toEqual([0.75, 0.75, 0.75, 0.75, 0.75]);
});

test('after its end it takes no samples', async () => {
  await vi.advanceTimersByTimeAsync(60_000);
  history.close();
  const before = (await history.upToNow()).length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect((await history.upToNow()).length - before).toBeLessThanOrEqual(1);
});
