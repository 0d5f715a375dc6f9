/** A short run: few questions and the first faults of a seed. What holds of a long one holds of it, on a machine of any speed. */
import { expect, test } from 'vitest';
import { planOf } from '../../../bench/chaos/plan.ts';
import { runChaos } from '../../../bench/chaos/run.ts';

const SHORT_MS = 15_000;

test('kills and a failing Cal.com under load: all that was accepted comes, once', { timeout: 420_000 }, async () => {
  const struck: string[] = [];
  const { figures, violations } = await runChaos({
    seed: '1',
    plan: planOf('1', SHORT_MS),
    durationMs: SHORT_MS,
    accepted: 60,
    onFault: ({ kind }) => struck.push(kind),
  });
  expect(violations).toEqual([]);
  expect(figures.delivered).toBe(figures.accepted);
  expect(figures.accepted).toBeGreaterThanOrEqual(60);
  expect(struck).toHaveLength(planOf('1', SHORT_MS).length);
});
