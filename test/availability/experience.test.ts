import { expect, test } from 'vitest';
import type { DaySegment } from '../../src/availability/day_segment.ts';
import { freshUntil } from '../../src/availability/day_segment.ts';
import { decodeExperience, encodeExperience, type Experience, limitsOn } from '../../src/availability/experience.ts';
import { learn } from '../../src/availability/learn.ts';
import type { StoredSegments } from '../../src/availability/segment_store.ts';
import { slotRulesOf } from '../../src/availability/slot_rules.ts';
import { SubjectChanges } from '../../src/changes/subject_changes.ts';
import {
  type EpochMs,
  epochMs,
  HOUR_MS,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../../src/verification/time.ts';
import { entryOf } from './catalogue_entry.ts';
import { fc } from '../support/fast_check.ts';

const NOW = epochMs(Date.parse('2026-11-23T10:00:00Z'));
const TODAY = utcDayOf(NOW);
const LIMITS = {
  freshSeconds: 900,
  leastFreshSeconds: 300,
  mostFreshSeconds: 14_400,
  staleSeconds: 3_600,
  staleIfErrorSeconds: 86_400,
};
const LISTING = {
  rules: slotRulesOf({ eventTypeId: 101 }, entryOf(), undefined),
  askedOffset: 0,
  shortestLeadMs: undefined,
};
const slotAt = (day: UtcDay, hour: number) => {
  const start = epochMs(startOfUtcDay(day) + hour * HOUR_MS);
  return { start, end: epochMs(start + HOUR_MS / 2) };
};
const known = (
  days: readonly (readonly [day: UtcDay, hours: readonly number[]])[],
  observedAt: EpochMs,
  more: Partial<StoredSegments> = {},
): StoredSegments => ({
  segments: new Map(
    days.map(([day, hours]): [UtcDay, DaySegment] => [
      day,
      { observedAt, slots: hours.map((hour) => slotAt(day, hour)) },
    ]),
  ),
  changes: new SubjectChanges(),
  refusal: undefined,
  shortestLeadMs: undefined,
  width: undefined,
  emptiedAt: undefined,
  experience: undefined,
  ...more,
});
const answered = (day: UtcDay, hours: readonly number[], observedAt = NOW) => ({
  from: day,
  until: day,
  observedAt,
  slots: hours.map((hour) => slotAt(day, hour)),
});

const anySeen = fc.record({
  changes: fc.double({ min: 0, max: 500, noNaN: true }),
  dayHours: fc.double({ min: 0, max: 1e5, noNaN: true }),
});
const anyExperience: fc.Arbitrary<Experience> = fc.record({
  near: anySeen,
  week: anySeen,
  later: anySeen,
  at: fc.constant(NOW),
});
const anyAhead = fc.integer({ min: 0, max: 40 });

test('whatever was seen, a day is fresh between the bounds, to a whole millisecond, and of use for as long as it is fresh', () => {
  fc.assert(
    fc.property(anyExperience, anyAhead, (experience, ahead) => {
      const limits = limitsOn(utcDay(TODAY + ahead), experience, NOW, LIMITS);
      expect(limits.freshSeconds).toBeGreaterThanOrEqual(LIMITS.leastFreshSeconds);
      expect(limits.freshSeconds).toBeLessThanOrEqual(LIMITS.mostFreshSeconds);
      expect(limits.staleSeconds).toBeGreaterThanOrEqual(Math.max(LIMITS.staleSeconds, limits.freshSeconds));
      expect(limits.staleSeconds).toBeLessThanOrEqual(LIMITS.staleIfErrorSeconds);
      expect(Number.isInteger(freshUntil({ observedAt: NOW }, limits))).toBe(true);
    }),
  );
});

test('more changes make no day fresh for longer, more hours without any make none fresh for shorter', () => {
  const freshFor = (changes: number, dayHours: number, ahead: number): number => {
    const seen = { changes, dayHours };
    return limitsOn(utcDay(TODAY + ahead), { near: seen, week: seen, later: seen, at: NOW }, NOW, LIMITS).freshSeconds;
  };
  const amount = fc.double({ min: 0, max: 1_000, noNaN: true });
  fc.assert(
    fc.property(amount, amount, amount, anyAhead, (changes, hours, more, ahead) => {
      expect(freshFor(changes + more, hours, ahead)).toBeLessThanOrEqual(freshFor(changes, hours, ahead));
      expect(freshFor(changes, hours + more, ahead)).toBeGreaterThanOrEqual(freshFor(changes, hours, ahead));
    }),
  );
  expect(freshFor(0, 0, 0)).toBe(LIMITS.freshSeconds);
});

test('equal bounds leave the age as it is set', () => {
  const fixed = { ...LIMITS, leastFreshSeconds: 900, mostFreshSeconds: 900 };
  fc.assert(
    fc.property(anyExperience, anyAhead, (experience, ahead) => {
      expect(limitsOn(utcDay(TODAY + ahead), experience, NOW, fixed)).toMatchObject({
        freshSeconds: 900,
        staleSeconds: 3_600,
      });
    }),
  );
});

test.each([
  { what: 'tomorrow', ahead: 1, horizon: 'near' },
  { what: 'in a week', ahead: 7, horizon: 'week' },
  { what: 'in eight days', ahead: 8, horizon: 'later' },
] as const)('$what: as it was, changed untold, changed and told', ({ ahead, horizon }) => {
  const day = utcDay(TODAY + ahead);
  const former = known([[day, [9, 10, 11]]], epochMs(NOW - 2 * HOUR_MS));
  expect(learn(former, answered(day, [9, 10, 11]), LISTING)[horizon]).toEqual({ changes: 0, dayHours: 2 });
  expect(learn(former, answered(day, [9, 11]), LISTING)[horizon]).toEqual({ changes: 1, dayHours: 2 });
  expect(learn(former, answered(day, [9, 10, 11, 12]), LISTING)[horizon]).toEqual({ changes: 1, dayHours: 2 });
  const changes = new SubjectChanges();
  const { start, end } = slotAt(day, 10);
  changes.add({
    concern: 'booked',
    knownFrom: epochMs(NOW - HOUR_MS),
    uid: 'a',
    taken: [{ start, end }],
    doubted: [{ from: day, until: day }],
  });
  const told = { ...former, changes };
  expect(learn(told, answered(day, [9, 11]), LISTING)[horizon]).toEqual({ changes: 0, dayHours: 0 });
});

test('of seats that are left, what has changed counts, and a quiet time makes no day fresh for longer', () => {
  const day = utcDay(TODAY + 1);
  const quiet = { changes: 0, dayHours: 1_000 };
  const seats = (left: readonly number[]) =>
    left.map((seatsRemaining, index) => ({ ...slotAt(day, 9 + index), seatsRemaining }));
  const learnt = (before: readonly number[], after: readonly number[]): Experience => {
    const observedAt = epochMs(NOW - 2 * HOUR_MS);
    const former = known([], observedAt, {
      segments: new Map([[day, { observedAt, slots: seats(before) }]]),
      experience: { near: quiet, week: quiet, later: quiet, at: observedAt },
    });
    return learn(former, { ...answered(day, []), slots: seats(after) }, LISTING);
  };
  const fresh = (experience: Experience) => limitsOn(day, experience, NOW, LIMITS).freshSeconds;
  expect(fresh(learnt([3, 1], [3, 1]))).toBe(LIMITS.freshSeconds);
  // A full slot stays listed.
  const full = learnt([3, 1], [3, 0]);
  expect(full.near.changes).toBe(1);
  expect(fresh(full)).toBeLessThanOrEqual(LIMITS.freshSeconds);
  expect(fresh(learnt([3, 1], [2, 2]))).toBeLessThanOrEqual(LIMITS.freshSeconds);
  expect(full.week.dayHours).toBe(0);
});

test('what only the clock has taken is no change, and what was not known before says nothing', () => {
  const former = known([[TODAY, [8, 9, 11]]], epochMs(NOW - 2 * HOUR_MS));
  expect(learn(former, answered(TODAY, [11]), LISTING).near).toEqual({ changes: 0, dayHours: 2 });
  const empty = known([], NOW);
  expect(learn(empty, answered(TODAY, [11]), LISTING).near).toEqual({ changes: 0, dayHours: 0 });
  // Cal.com's answers of the same moment differ for reasons of its own.
  const justNow = known([[TODAY, [11]]], epochMs(NOW - 5_000));
  expect(learn(justNow, answered(TODAY, []), LISTING).near).toEqual({ changes: 0, dayHours: 0 });
});

test('what was seen long ago counts less', () => {
  const experience = {
    near: { changes: 8, dayHours: 80 },
    week: { changes: 0, dayHours: 0 },
    later: { changes: 4, dayHours: 400 },
    at: epochMs(NOW - 72 * HOUR_MS),
  };
  const learnt = learn(known([], NOW, { experience }), answered(TODAY, []), LISTING);
  expect(learnt).toEqual({
    near: { changes: 4, dayHours: 40 },
    week: { changes: 0, dayHours: 0 },
    later: { changes: 2, dayHours: 200 },
    at: NOW,
  });
});

test('it is kept in Redis to a thousandth', () => {
  fc.assert(
    fc.property(anyExperience, (experience) => {
      const read = decodeExperience(encodeExperience(experience));
      expect(read.at).toBe(experience.at);
      for (const horizon of ['near', 'week', 'later'] as const) {
        expect(read[horizon].changes).toBeCloseTo(experience[horizon].changes, 2);
        expect(read[horizon].dayHours).toBeCloseTo(experience[horizon].dayHours, 2);
      }
    }),
  );
});
