import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { corrected, followRedisClock } from '../../src/runtime/redis_clock.ts';
import { fc } from '../support/fast_check.ts';
import { startRedis } from '../support/redis_server.ts';

const ms = fc.integer({ min: 0, max: 1_000_000 });

test('what is told corrects an offset no more than it has to, and to what can be', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), ms, ms, ms, (offset, truth, sent, there, back) => {
      const told = { redis: truth + sent + there, sent, received: sent + there + back };
      const next = corrected(offset, told);
      expect(next).toBeGreaterThanOrEqual(truth - back);
      expect(next).toBeLessThanOrEqual(truth + there);
      if (offset >= truth - back && offset <= truth + there) expect(next).toBe(offset);
    }),
  );
});

test('the clock of the machine may stand an hour ahead and jump: what counts is that of Redis', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  let aheadMs = 3_600_000;
  const began = performance.now();
  const clock = await followRedisClock(redis, {
    wall: () => Date.now() + aheadMs,
    monotonic: () => performance.now(),
  });
  const way = performance.now() - began;
  onTestFinished(() => clock.stop());
  const apart = (): number => clock.now() - Date.now();
  // As exact as Redis can be asked.
  expect(Math.abs(apart())).toBeLessThanOrEqual(way + 2);
  aheadMs = -600_000;
  expect(Math.abs(apart())).toBeLessThanOrEqual(way + 2);
});
