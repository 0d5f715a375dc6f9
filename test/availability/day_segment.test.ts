import { expect, test } from 'vitest';
import { freshnessOf } from '../../src/availability/day_segment.ts';
import { epochMs } from '../../src/verification/time.ts';

const LIMITS = { freshSeconds: 900, staleSeconds: 3_600, staleIfErrorSeconds: 86_400 };
const NOW = epochMs(Date.parse('2026-11-23T06:00:00Z'));

test.each([
  [900_000, 'fresh', 'stale'],
  [900_001, 'stale', 'stale'],
  [3_600_000, 'stale', 'stale'],
  [3_600_001, 'stale-if-error', 'stale-if-error'],
  [86_400_000, 'stale-if-error', 'stale-if-error'],
  [86_400_001, 'missing', 'missing'],
])('%i ms old: %s, and doubted %s', (age, sound, doubted) => {
  const segment = { observedAt: epochMs(NOW - age) };
  expect(freshnessOf(segment, NOW, LIMITS, false)).toBe(sound);
  expect(freshnessOf(segment, NOW, LIMITS, true)).toBe(doubted);
});
