import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshnessOf } from '../../src/availability/day_segment.ts';
import { epochMs } from '../../src/verification/time.ts';

const LIMITS = { freshSeconds: 900, staleSeconds: 3_600, staleIfErrorSeconds: 86_400 };
const NOW = epochMs(Date.parse('2026-11-23T06:00:00Z'));
const aged = (milliseconds: number) => ({ observedAt: epochMs(NOW - milliseconds), slots: [] });

test('a dropped day is good enough while Cal.com fails, for as long as any other, and for nothing else', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90_000_000 }), (age) => {
      const dropped = { ...aged(age), doubted: true, dropped: true } as const;
      expect(freshnessOf(dropped, NOW, LIMITS)).toBe(age <= 86_400_000 ? 'stale-if-error' : 'missing');
    }),
  );
});

test.each([
  [900_000, 'fresh', 'stale'],
  [900_001, 'stale', 'stale'],
  [3_600_000, 'stale', 'stale'],
  [3_600_001, 'stale-if-error', 'stale-if-error'],
  [86_400_000, 'stale-if-error', 'stale-if-error'],
  [86_400_001, 'missing', 'missing'],
])('%i ms old: %s, and doubted %s', (age, sound, doubted) => {
  expect(freshnessOf({ ...aged(age), doubted: false }, NOW, LIMITS)).toBe(sound);
  expect(freshnessOf({ ...aged(age), doubted: true }, NOW, LIMITS)).toBe(doubted);
});
