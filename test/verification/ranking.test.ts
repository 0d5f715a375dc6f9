/** The order of what the strategies found. */
import { expect, it } from 'vitest';
import { type Found, rank } from '../../src/verification/ranking.ts';
import { epochMs } from '../../src/verification/time.ts';

const MINUTE_MS = 60_000;

const found = (...minutes: number[]): Found[] =>
  minutes.map((minute) => ({
    slot: { start: epochMs(minute * MINUTE_MS), end: epochMs((minute + 30) * MINUTE_MS) },
    strategy: 'same_day',
  }));

const ranked = (minutes: number[], max: number) =>
  rank(found(...minutes), epochMs(0), max).map(({ minutesFromRequested }) => minutesFromRequested);

it('is by distance, nearest first', () => expect(ranked([90, -15, 30], 5)).toEqual([-15, 30, 90]));
it('ties to the earlier, whichever was found first', () =>
  expect(ranked([30, -30, -60, 60], 5)).toEqual([-30, 30, -60, 60]));
it('is cut to the nearest', () => expect(ranked([45, 30, -15], 2)).toEqual([-15, 30]));
it('counts whole minutes, and never a negative zero', () => expect(ranked([-0.4, 1.6], 2)).toEqual([0, 2]));
