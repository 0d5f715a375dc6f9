/** The failover of a Cluster. Nothing is started anew. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { QUEUE_PREFIX } from '../../src/queues/job_queue/job_queue.ts';
import { startRedisCluster } from '../support/redis_cluster.ts';
import { untilReplicated } from '../support/replicated_redis.ts';
import { outlives, startAt } from './outlives.ts';

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
});
