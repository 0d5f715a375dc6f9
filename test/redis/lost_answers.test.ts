/** A Redis that is killed when it has answered some of what was sent together. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { connectRedis, untilRedisReady } from '../../src/queues/connection/redis_connection.ts';
import { isRedisFault } from '../../src/redis/redis_fault.ts';
import { startRedis } from '../support/redis_server.ts';

test('what was sent with it and is not answered is a fault of Redis', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, 'producer', 60_000);
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  await untilRedisReady(redis, 60_000);
  const other = new Redis(server.url);
  other.on('error', () => undefined);
  onTestFinished(() => other.disconnect());
  await other.call('CLIENT', 'PAUSE', 600_000, 'WRITE');
  // In one tick, so the connection sends them together.
  const [read, written] = [redis.get('any'), redis.set('any', 1)];
  const refusal = written.catch((error: unknown) => error);
  await other.ping();
  while (!/\bcmd=set\b/.test(String(await other.client('LIST')))) await other.ping();
  await server.kill();
  await read.catch(() => undefined);
  expect(isRedisFault(await refusal)).toBe(true);
});
