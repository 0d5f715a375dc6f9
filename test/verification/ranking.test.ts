/** The order of what the strategies found. */
import { describe, expect, it } from 'vitest';
import type { Spread } from '../../src/verification/policy.ts';
import { type Found, rank } from '../../src/verification/ranking.ts';
import { epochMs } from '../../src/verification/time.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

const foundAt = (minute: number, calendar = 0, preference = 0): Found => ({
  slot: { start: epochMs(minute * MINUTE_MS), end: epochMs((minute + 30) * MINUTE_MS) },
  strategy: 'same_day',
  calendar,
  preference,
  date: Math.floor(minute / DAY_MINUTES),
});

const ranked = (minutes: number[], max: number) =>
  rank(
    minutes.map((minute) => foundAt(minute)),
    { requested: epochMs(0), maxAlternatives: max, spread: 'none' },
  ).map(({ minutesFromRequested }) => minutesFromRequested);

it('is by distance, nearest first', () => expect(ranked([90, -15, 30], 5)).toEqual([-15, 30, 90]));
it('ties to the earlier, whichever was found first', () =>
  expect(ranked([30, -30, -60, 60], 5)).toEqual([-30, 30, -60, 60]));
it('is cut to the nearest', () => expect(ranked([45, 30, -15], 2)).toEqual([-15, 30]));
it('counts whole minutes, and never a negative zero', () => expect(ranked([-0.4, 1.6], 2)).toEqual([0, 2]));

describe('of several calendars', () => {
  const of = (found: readonly Found[], spread: Spread = 'none', maxAlternatives = 9) =>
    rank(found, { requested: epochMs(0), maxAlternatives, spread }).map(
      ({ calendar, minutesFromRequested }) => `${calendar} at ${minutesFromRequested}`,
    );

  it('distance comes before preference, preference before the earlier, the earlier before who was named first', () =>
    expect(
      of([foundAt(30, 2, 1), foundAt(-30, 1, 1), foundAt(30, 1, 1), foundAt(30, 0, 0), foundAt(20, 3, 9)]),
    ).toEqual(['3 at 20', '0 at 30', '1 at -30', '1 at 30', '2 at 30']));
  it('the same hour is offered of each, unless it is spread', () =>
    expect(of([foundAt(30, 0), foundAt(30, 1), foundAt(45, 0)], 'none', 2)).toEqual(['0 at 30', '1 at 30']));
  it('spread over event types, each offers its nearest', () =>
    expect(of([foundAt(30, 0), foundAt(45, 0), foundAt(60, 1)], 'eventTypes')).toEqual(['0 at 30', '1 at 60']));
  it('spread over days, each day offers its nearest, whoseever it is', () =>
    expect(of([foundAt(30, 1), foundAt(15, 0), foundAt(DAY_MINUTES, 1)], 'days')).toEqual(['0 at 15', '1 at 1440']));
});
