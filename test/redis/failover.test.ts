/** Failovers: behind one address, where connections to the old master stay open, and by a Sentinel. Nothing is started anew. */
import type { Redis } from 'ioredis';
import { onTestFinished, test } from 'vitest';
import { createCallGate } from '../../src/calcom/call_gate.ts';
import { credentialTag } from '../../src/calcom/credential_tag.ts';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs } from '../../src/verification/time.ts';
import { startRedisPair, startWatchedRedis } from '../support/replicated_redis.ts';
import { eventually } from '../support/system.ts';
import { outlives, startAt, worksAnew } from './outlives.ts';

test('the master is swapped for its replica, and its connections stay open', async () => {
  const { url, swap } = await startRedisPair();
  await outlives(await startAt(url), swap);
});

test('the listener of the gate to Cal.com goes over to the new master', async () => {
  const { url, swap, clients } = await startRedisPair();
  const redis = connectRedis(url, 'worker');
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  const gate = createCallGate({
    redis,
    credential: 'cal_test',
    limitPerMinute: 100_000,
    callsPerSecond: 100,
    breaker: { failureThreshold: 3, cooldownMs: 60_000 },
    clock: () => epochMs(Date.now()),
    logger: createLogger('test', 'silent'),
  });
  onTestFinished(() => gate.close());
  const call = () =>
    gate.call(async () => ({ allowance: undefined }), {
      priority: 1,
      patienceMs: 30_000,
      signal: new AbortController().signal,
    });
  const listenersAt = async (client: Redis): Promise<unknown> => {
    const [, count] = await client.pubsub('NUMSUB', `slotproof:${credentialTag('cal_test')}:window`);
    return count;
  };
  await call();
  await eventually(async () => (await listenersAt(clients.master)) === 1);
  await swap();
  await eventually(async () => {
    await call().catch(() => undefined);
    return (await listenersAt(clients.replica)) === 1;
  }, 100);
});

test('connections that are frozen are given up, and everything goes on by new ones', async () => {
  const { url, proxy } = await startRedisPair();
  const system = await startAt(url);
  await system.answersAnew();
  proxy.freeze();
  await worksAnew(system);
});

test('Sentinels make the replica the master', async () => {
  const { url, failOver } = await startWatchedRedis(1_000);
  await outlives(await startAt(url), failOver);
});
