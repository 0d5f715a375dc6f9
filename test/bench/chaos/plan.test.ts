import { expect, test } from 'vitest';
import { planOf, PROCESSES, SHORT_MS, SHORT_PACE, wordsOf } from '../../../bench/chaos/plan.ts';
import { fc } from '../../support/fast_check.ts';

const TEN_MINUTES = 600_000;

test('one seed has one plan, and another has another', () => {
  expect(planOf('7', TEN_MINUTES)).toEqual(planOf('7', TEN_MINUTES));
  expect(planOf('8', TEN_MINUTES)).not.toEqual(planOf('7', TEN_MINUTES));
});

test('a longer run begins as a shorter one does', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: TEN_MINUTES }), (seed, durationMs) => {
      const shorter = planOf(seed, durationMs);
      expect(planOf(seed, TEN_MINUTES).slice(0, shorter.length)).toEqual(shorter);
    }),
  );
});

test('every fault strikes within the time, in order, what there is, and is told in words', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: TEN_MINUTES }), (seed, durationMs) => {
      const plan = planOf(seed, durationMs);
      expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((one, other) => one - other));
      for (const fault of plan) {
        expect(fault.at).toBeLessThan(durationMs);
        if ('index' in fault) expect(fault.index).toBeLessThan(PROCESSES);
        expect(wordsOf(fault)).not.toMatch(/undefined|NaN/);
      }
    }),
  );
});

test('no seed leaves a kind out for a minute and a half', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const kinds = new Set(planOf(seed, 90_000).map(({ kind }) => kind));
      expect(kinds).toEqual(new Set(['kill', 'freeze', 'failover', 'calcom', 'clock']));
    }),
  );
});

test('a short run has each of its kinds once', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const plan = planOf(seed, SHORT_MS, SHORT_PACE);
      const cards = plan
        .slice(0, SHORT_PACE.deck.length)
        .map((fault) => (fault.kind === 'kill' ? `kill ${fault.target}` : fault.kind));
      expect(cards.toSorted()).toEqual(SHORT_PACE.deck.toSorted());
    }),
  );
});
