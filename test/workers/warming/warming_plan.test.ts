import { expect, test } from 'vitest';
import type { DaySegment } from '../../../src/availability/day_segment.ts';
import { segmentsName } from '../../../src/availability/segment_key.ts';
import { SubjectChanges } from '../../../src/changes/subject_changes.ts';
import { epochMs, utcDay } from '../../../src/verification/time.ts';
import { type Candidate, pauseOf, planRound, type RoundTerms } from '../../../src/workers/warming/warming_plan.ts';

const MINUTE = 60_000;
const NOW = epochMs(Date.parse('2026-11-23T10:00:00Z'));
const DAYS = [utcDay(20_780), utcDay(20_781)];

const terms: RoundTerms = {
  days: DAYS,
  startedAt: NOW,
  nextRoundAt: epochMs(NOW + 60 * MINUTE),
  now: NOW,
  limits: {
    freshSeconds: 75 * 60,
    leastFreshSeconds: 60,
    mostFreshSeconds: 86_400,
    staleSeconds: 7_200,
    staleIfErrorSeconds: 86_400,
  },
  callsLeft: 50,
};

const segment = (minutesAgo: number): DaySegment => ({ observedAt: epochMs(NOW - minutesAgo * MINUTE), slots: [] });

/** All of it has changed just now. */
const allDoubted = (): SubjectChanges => {
  const changes = new SubjectChanges();
  changes.add({ concern: 'booked', knownFrom: NOW, uid: undefined, taken: [], doubted: 'all' });
  return changes;
};

/** A candidate whose days were observed so many minutes ago. */
const candidate = (id: number, ...segments: readonly (DaySegment | undefined)[]): Candidate => ({
  name: segmentsName({ eventTypeId: id }),
  segments: new Map(DAYS.map((day, index) => [day, segments[index]])),
  changes: new SubjectChanges(),
  emptiedAt: undefined,
  experience: undefined,
  asksPerHour: Infinity,
});

const planned = (candidates: readonly Candidate[], changed: Partial<RoundTerms> = {}) => {
  const { names, leftOut } = planRound(candidates, { ...terms, ...changed });
  return { ids: names.map((name) => Number(/\d+/.exec(name)?.[0])), leftOut };
};

test('the stalest come first, by their oldest day; a missing or doubted day is the stalest of all', () => {
  const candidates = [
    candidate(1, segment(30), segment(30)),
    candidate(2, segment(1), segment(40)),
    candidate(3, segment(1), undefined),
    candidate(4, segment(20), segment(20)),
    { ...candidate(5, segment(1), segment(1)), changes: allDoubted() },
  ];
  expect(planned(candidates)).toEqual({ ids: [3, 5, 2, 1, 4], leftOut: 0 });
});

test('what stays fresh until the next round is skipped, and not a moment more', () => {
  const candidates = [candidate(1, segment(15), segment(15)), candidate(2, segment(15.1), segment(15))];
  expect(planned(candidates)).toEqual({ ids: [2], leftOut: 0 });
});

test('what was fetched since the round began is done, also when it is asked for whatever its freshness', () => {
  const candidates = [candidate(1, segment(0), segment(0)), candidate(2, segment(1), segment(1))];
  const changed = { limits: { ...terms.limits, freshSeconds: 60 } };
  expect(planned(candidates, changed).ids).toEqual([2]);
  expect(planned(candidates, { nextRoundAt: undefined }).ids).toEqual([2]);
});

test('no more than the budget allows, and the rest is told', () => {
  const candidates = [candidate(1), candidate(2), candidate(3)];
  expect(planned(candidates, { callsLeft: 2 })).toEqual({ ids: [1, 2], leftOut: 1 });
  expect(planned(candidates, { callsLeft: 0 })).toEqual({ ids: [], leftOut: 3 });
  expect(planned(candidates, { callsLeft: -4 })).toEqual({ ids: [], leftOut: 3 });
});

test('a round whose budget is spent pauses until there is some, unless the next round comes first', () => {
  const at = (minutes: number) => epochMs(NOW + minutes * MINUTE);
  expect(pauseOf(NOW, at(10), at(60))).toBe(10 * MINUTE + 1);
  expect(pauseOf(NOW, at(0.01), at(60))).toBe(5_000);
  expect(pauseOf(NOW, at(60), at(60))).toBeUndefined();
  expect(pauseOf(NOW, undefined, at(60))).toBeUndefined();
});
