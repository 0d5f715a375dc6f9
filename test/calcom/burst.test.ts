/** How many calls begin at once after a rest, in the whole fleet. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { FleetState } from '../../src/calcom/fleet_state.ts';
import { startRedis } from '../support/redis_server.ts';

/** So far apart that no test takes as long. */
const SPACING_MS = 1_000_000;
const BURST = 7;

test('as many as the burst, over all processes, and then one after the other', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const fleet = Array.from({ length: 3 }, () => {
    const redis = new Redis(server.url);
    const state = new FleetState({
      redis,
      credential: 'burst',
      limitPerMinute: 120,
      callsPerSecond: (1_000 * 1.25) / SPACING_MS,
      burst: BURST,
      breaker: { failureThreshold: 100, cooldownMs: 1_000 },
      windowMs: 60_000,
    });
    onTestFinished(() => {
      state.close();
      redis.disconnect();
    });
    return state;
  });
  let begun = 0;
  let waitMs = 0;
  while (waitMs === 0) {
    const process = fleet[begun % fleet.length];
    const answer = await process?.take(`call ${begun}`);
    if (answer?.kind === 'go') {
      begun += 1;
      // The first one tells of the window, for which all others wait.
      const allowance = { limit: 120, remaining: 120 - begun, resetSeconds: 60 };
      await process?.settle(answer.turn, { evidence: { kind: 'answered' }, allowance, blockedMs: undefined });
    } else if (answer?.kind === 'wait' && answer.waitMs > 60_000) waitMs = answer.waitMs;
  }
  expect(begun).toBe(BURST);
  expect(waitMs).toBeLessThanOrEqual(SPACING_MS);
});
