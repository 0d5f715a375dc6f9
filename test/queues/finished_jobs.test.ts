import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { FinishedJobs } from '../../src/queues/job_queue/finished_jobs.ts';
import { QUEUE_PREFIX } from '../../src/queues/job_queue/job_queue.ts';
import { startRedis } from '../support/redis_server.ts';
import { PATIENCE_MS } from '../support/patience.ts';

test('a job that failed, was tried again and completed has completed, also for who looks later', async () => {
  const redis = await startRedis();
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  connection.on('error', () => {});
  const queue = new Queue('tried-again', { connection, prefix: QUEUE_PREFIX });
  const finished = new FinishedJobs(queue, connection, () => {});
  await finished.ready();
  const worker = new Worker(
    queue.name,
    async (job) => {
      if (job.attemptsMade === 0) throw new Error('not yet');
      return { done: true };
    },
    { connection, prefix: QUEUE_PREFIX },
  );
  onTestFinished(async () => {
    await Promise.all([worker.close(), finished.close(), queue.close()]);
    connection.disconnect();
    await redis.stop();
  });
  const finishing = finished.wait('once', AbortSignal.timeout(PATIENCE_MS));
  await queue.add('once', {}, { jobId: 'once', attempts: 2 });
  const completed = { state: 'completed', value: { done: true } };
  expect(await finishing).toEqual(completed);
  expect(await finished.finishOf('once')).toEqual(completed);
  expect(await finished.wait('once', AbortSignal.timeout(PATIENCE_MS), true)).toEqual(completed);
  // Nobody tells of this end.
  const unheard = finished.wait('unheard', AbortSignal.timeout(20_000));
  await queue.pause();
  await queue.add('unheard', {}, { jobId: 'unheard' });
  await connection.hset(queue.toKey('unheard'), { finishedOn: 1, returnvalue: '{"done":true}' });
  expect(await unheard).toEqual(completed);
  expect(await finished.finishOf('never')).toMatchObject({ state: 'failed' });
});
