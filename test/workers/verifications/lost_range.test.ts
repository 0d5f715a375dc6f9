/** A range that a failover has lost, with all that was told of it: the verification that waits for it asks anew. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { QUEUE_PREFIX } from '../../../src/queues/job_queue/job_queue.ts';
import { createRangesQueue } from '../../../src/queues/ranges/queue.ts';
import { eventually, startSystem } from '../../support/system.ts';

test('a verification whose range is lost is finished all the same', async () => {
  const system = await startSystem();
  const client = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  const ranges = createRangesQueue(client);
  onTestFinished(async () => {
    await ranges.close();
    client.disconnect();
  });
  // Nobody takes it: that it is waited for is certain.
  await ranges.pause();
  const { status, body } = await system.verify(
    { eventTypeId: 101, start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' },
    { prefer: 'respond-async' },
  );
  expect(status).toBe(202);
  await eventually(async () => (await ranges.getJobCountByTypes('prioritized', 'waiting')) === 1);
  await client.del(await client.keys(`${QUEUE_PREFIX}:${ranges.name}:*`));
  const done = await eventually(async () => {
    const reply = await system.get(`/v1/verifications/${body.id}`);
    return !/queued|active/.test(String(reply.body.status)) && reply;
  });
  expect(done.body).toMatchObject({ status: 'completed', freshness: 'fresh' });
  expect((await system.calls()).totals.calls).toBe(1);
});
