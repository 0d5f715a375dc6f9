/** Failovers: behind one address, where connections to the old master stay open, by a Sentinel, and of a Cluster. Nothing is started anew. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { onTestFinished, test } from 'vitest';
import { createCallGate } from '../../src/calcom/call_gate.ts';
import { credentialTag } from '../../src/calcom/credential_tag.ts';
import { connectRedis } from '../../src/queues/connection/redis_connection.ts';
import { QUEUE_PREFIX } from '../../src/queues/job_queue/job_queue.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs } from '../../src/verification/time.ts';
import { startRedisCluster } from '../support/redis_cluster.ts';
import { startRedisPair, startWatchedRedis, untilReplicated } from '../support/replicated_redis.ts';
import { eventually } from '../support/system.ts';
import { startSystemAt, type SystemAt } from '../support/system_at.ts';

/** A busy machine is not to be taken for a question that is never answered. */
const startAt = (redisUrl: string) => startSystemAt(redisUrl, { REQUEST_DEADLINE_MS: '20000' });

/** Once may be by chance. */
const worksAnew = async ({ answersAnew }: SystemAt): Promise<void> => {
  for (let times = 0; times < 6; times++) await answersAnew();
};

/** What is accepted before is told: some of it is under way while `strike` happens. And what is new works. */
const outlives = async (system: SystemAt, strike: () => Promise<void>): Promise<void> => {
  await system.answersAnew();
  const accepted = await system.accept(20);
  await strike();
  await worksAnew(system);
  await system.untilTold(accepted);
};

test('the master is swapped for its replica, and its connections stay open', async () => {
  const { url, swap } = await startRedisPair();
  await outlives(await startAt(url), swap);
}, 120_000);

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
}, 120_000);

test('connections that are frozen are given up, and everything goes on by new ones', async () => {
  const { url, proxy } = await startRedisPair();
  const system = await startAt(url);
  await system.answersAnew();
  proxy.freeze();
  await worksAnew(system);
}, 120_000);

test('Sentinels make the replica the master', async () => {
  const { url, failOver } = await startWatchedRedis(1_000);
  await outlives(await startAt(url), failOver);
}, 120_000);

/** Longer than BullMQ waits for a read that blocks: eleven seconds. After that it connects anew, to a Cluster that has no master still. */
const GIVEN_UP_MS = 12_000;

test('the master of a Cluster that holds the queues is killed, and no other is elected before reads are given up', async () => {
  const { url, master, replica } = await startRedisCluster(QUEUE_PREFIX);
  await outlives(await startAt(url), async () => {
    await untilReplicated({ master: master.client, replica: replica.client });
    await replica.client.config('SET', 'cluster-replica-no-failover', 'yes');
    await master.server.kill();
    await sleep(GIVEN_UP_MS);
    await replica.client.config('SET', 'cluster-replica-no-failover', 'no');
  });
}, 120_000);
