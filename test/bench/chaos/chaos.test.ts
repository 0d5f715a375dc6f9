/** A short run: few questions and each kind of fault once. What holds of a long one holds of it, on a machine of any speed. */
import { expect, test } from 'vitest';
import { planOf, SHORT_MS, SHORT_PACE } from '../../../bench/chaos/plan.ts';
import { runChaos } from '../../../bench/chaos/run.ts';

// A 429, which other seeds have, would keep the fleet waiting for the rest of its minute.
const SEED = '10';
const plan = planOf(SEED, SHORT_MS, SHORT_PACE);

test('kills, a freeze, a failover, a moved clock and a failing Cal.com: all that was accepted comes, once', {
  timeout: 1_800_000,
}, async () => {
  const struck: string[] = [];
  const { figures, violations } = await runChaos({
    seed: SEED,
    plan,
    durationMs: SHORT_MS,
    accepted: 60,
    onFault: ({ kind }) => struck.push(kind),
  });
  expect(violations).toEqual([]);
  expect(figures.delivered).toBe(figures.accepted);
  expect(figures.accepted).toBeGreaterThanOrEqual(60);
  expect(struck).toHaveLength(plan.length);
});
