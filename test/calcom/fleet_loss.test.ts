/** What a fleet loses, its Redis or its workers, gives it no second allowance. */
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { startCal } from './cal.ts';
import { ownRedis, startFleet, untilCalls, WINDOW, WINDOWED } from './fleet.ts';

it('lets no second allowance through when Redis loses its data, is killed, or goes back in time', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 20, maxMs: 60 } });
  const fleet = await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  const connection = new Redis(redis.url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.disconnect());
  // In the middle of a window, and again when it is spent.
  await untilCalls(cal, WINDOW.limit / 2);
  await connection.flushall();
  await untilCalls(cal, WINDOW.limit - 2);
  await connection.flushall();
  await untilCalls(cal, WINDOW.limit * 1.25);
  const [state = ''] = await connection.keys('*:state');
  const before = await connection.hgetall(state);
  await untilCalls(cal, WINDOW.limit * 1.5);
  await connection.multi().del(state).hset(state, before).exec();
  await untilCalls(cal, WINDOW.limit * 1.75);
  await redis.kill();
  await redis.restart();
  const { totals } = await untilCalls(cal, WINDOW.limit * 3);
  expect(totals.tooManyRequests).toBe(0);
  expect(fleet.lines().filter(({ end }) => end === 'answered').length).toBeGreaterThan(WINDOW.limit * 2);
});

it('survives the death of workers in the middle of their calls', async () => {
  const redis = await ownRedis();
  const cal = await startCal({ rateLimit: WINDOW, latency: { minMs: 200, maxMs: 400 } });
  const first = await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  await untilCalls(cal, WINDOW.limit / 2);
  await Promise.all(first.processes.map((process) => process.kill()));
  await startFleet(4, { redisUrl: redis.url, calUrl: cal.url, ...WINDOWED });
  const { totals } = await untilCalls(cal, WINDOW.limit * 2);
  expect(totals.tooManyRequests).toBe(0);
});
