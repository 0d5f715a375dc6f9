import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';
import type { RangeReason } from '../../../src/queues/ranges/job.ts';
import { queueRange, queueRangeAfter } from '../../../src/queues/ranges/producer.ts';
import { createRangesQueue, RANGE_PRIORITY } from '../../../src/queues/ranges/queue.ts';
import { QUEUE_PREFIX } from '../../../src/queues/job_queue/job_queue.ts';
import { epochMs, utcDay } from '../../../src/verification/time.ts';
import { startRedis } from '../../support/redis_server.ts';

const TODAY = utcDay(20_780);

const wanted = (segments: string, reason: RangeReason, days = 31, notBefore = 0) => ({
  account: DEFAULT_ACCOUNT,
  segments,
  from: TODAY,
  until: utcDay(TODAY + days),
  notBefore: epochMs(notBefore),
  reason,
  requestId: 'test',
});

const startQueue = async () => {
  const redis = await startRedis();
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const queue = createRangesQueue(connection);
  onTestFinished(async () => {
    await queue.close();
    connection.disconnect();
    await redis.stop();
  });
  return { queue, connection };
};

test('a caller who waits lifts a queued warming job for the same range, and moves to the front', async () => {
  const { queue } = await startQueue();
  await queueRange(queue, wanted('id:1', 'refresh'));
  const warming = await queueRange(queue, wanted('id:2', 'warming'));
  const caller = await queueRange(queue, wanted('id:2', 'caller'));
  expect(caller).toEqual({ jobId: warming.jobId, joined: true });
  const [first] = await queue.getPrioritized();
  expect(first?.id).toBe(warming.jobId);
  expect(first?.priority).toBe(RANGE_PRIORITY.caller);
  expect(await queue.getPrioritizedCount()).toBe(2);
});

test('a lower priority that joins changes nothing but the range', async () => {
  const { queue } = await startQueue();
  const caller = await queueRange(queue, wanted('id:1', 'caller', 31, 1_000));
  await queueRange(queue, wanted('id:1', 'warming', 60, 500));
  const job = await queue.getJob(caller.jobId);
  expect(job?.priority).toBe(RANGE_PRIORITY.caller);
  expect(job?.data).toMatchObject({ reason: 'caller', until: TODAY + 60, notBefore: 1_000 });
});

test('a call after a change joins none that may have begun before it, but one that waits as long', async () => {
  const { queue, connection } = await startQueue();
  const after = (notBefore: number, now: number) =>
    queueRangeAfter(queue, wanted('id:1', 'webhook', 31, notBefore), epochMs(now));
  await after(10_001, 10_001);
  const worker = new Worker(queue.name, null, { connection, prefix: QUEUE_PREFIX });
  onTestFinished(() => worker.close());
  expect(await worker.getNextJob('test')).toBeDefined();
  // A moment later, while that call is under way.
  expect(await after(10_050, 10_050)).toMatchObject({ joined: false });
  const waiting = await after(12_500, 10_100);
  expect(waiting.joined).toBe(false);
  expect(await after(13_900, 10_200)).toEqual({ ...waiting, joined: true });
});

test('the priorities are in the order of the design', () => {
  const order = (['warming', 'caller', 'refresh', 'webhook'] as const).toSorted(
    (a, b) => RANGE_PRIORITY[a] - RANGE_PRIORITY[b],
  );
  expect(order).toEqual(['caller', 'webhook', 'refresh', 'warming']);
});
