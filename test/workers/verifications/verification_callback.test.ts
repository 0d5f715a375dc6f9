import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { queueCallback } from '../../../src/queues/callbacks/producer.ts';
import { createCallbacksQueue } from '../../../src/queues/callbacks/queue.ts';
import { QUEUE_PREFIX } from '../../../src/queues/job_queue/job_queue.ts';
import { epochMs } from '../../../src/verification/time.ts';
import { BODY, NOW, runningService } from '../../support/running_service.ts';
import { eventually } from '../../support/system.ts';
import { startReceiver } from '../callbacks/receiver.ts';
import type { VerificationAnswer, VerificationJob } from '../../../src/queues/verifications/job.ts';
import { VERIFICATIONS } from '../../../src/queues/verifications/queue.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { tellOfEnds } from '../../../src/workers/verifications/verification_callback.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 24 bytes and more').toString('base64')}`;

const ANSWER: VerificationAnswer = {
  outcome: 'unavailable',
  alternatives: [],
  searched: { from: '2026-11-24', until: '2026-12-08' },
  freshness: 'fresh',
  verifiedAt: epochMs(NOW),
  calcomCalls: 1,
  days: { fresh: 1, stale: 0, 'stale-if-error': 0 },
  ranges: [],
};

/** A verification that is queued and has a callback, with no worker yet. */
const queuedVerification = async () => {
  const receiver = await startReceiver();
  const service = await runningService({
    settings: { CALLBACK_SECRET: SECRET, CALLBACK_ALLOW_PRIVATE_NETWORK: 'true' },
    withWorkers: false,
  });
  const redis = new Redis(service.redisUrl, { maxRetriesPerRequest: null });
  const callbacks = createCallbacksQueue(redis);
  onTestFinished(async () => {
    await callbacks.close();
    redis.disconnect();
    await service.close();
  });
  const response = await service.verify({ ...BODY, callbackUrl: receiver.url });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  const mark = (field: string, value: string) =>
    redis.hset(`${QUEUE_PREFIX}:${VERIFICATIONS.name}:${id}`, field, value);
  const polled = async () =>
    (await service.request('GET', `/v1/verifications/${id}`, { headers: { prefer: 'wait=20' } })).json();
  return { receiver, service, callbacks, id, mark, polled };
};

test('a worker killed between the callback and the end of its job leaves one outcome, told once', async () => {
  const { receiver, service, callbacks, id, mark, polled } = await queuedVerification();
  // What such a worker leaves: a job that was begun once, and a callback with an answer that no worker would come to now.
  await mark('ats', '1');
  await queueCallback(callbacks, {
    account: DEFAULT_ACCOUNT,
    verificationId: id,
    url: receiver.url,
    asked: { requested: epochMs(Date.parse(BODY.start)), timeZone: BODY.timeZone },
    end: { status: 'failed', reason: 'calcom-unavailable: the first worker said so' },
    endedAt: epochMs(NOW),
    requestId: 'first',
  });
  await service.startWorkers();
  expect(await polled()).toMatchObject({ status: 'failed', error: { detail: 'the first worker said so' } });
  await receiver.untilCame(1);
  expect(receiver.deliveries.map(({ headers }) => headers['webhook-id'])).toEqual([`msg_${id}`]);
  expect(await callbacks.count()).toBe(0);
});

test('a callback that a failover has lost is queued once more after the end of its verification', async () => {
  const { receiver, service, callbacks, id } = await queuedVerification();
  const connection = new Redis(service.redisUrl, { maxRetriesPerRequest: null });
  // As the successor of a master knows it: the job ends, and nothing was queued before.
  const worker = new Worker<VerificationJob, VerificationAnswer, string>(VERIFICATIONS.name, async () => ANSWER, {
    connection,
    prefix: QUEUE_PREFIX,
  });
  onTestFinished(async () => {
    await worker.close();
    connection.disconnect();
  });
  tellOfEnds(worker, { callbacks, clock: () => epochMs(NOW), logger: createLogger('test', 'silent') });
  const callback = await eventually(() => callbacks.getJob(id));
  expect(callback.data).toMatchObject({ verificationId: id, url: receiver.url, end: { status: 'completed' } });
});

test('a verification that the queue itself gives up is told too', async () => {
  const { receiver, service, id, mark, polled } = await queuedVerification();
  // What BullMQ writes on a job that was found without its worker too often.
  await mark('defa', 'job stalled more than allowable limit');
  await service.startWorkers();
  expect(await polled()).toMatchObject({ status: 'failed', error: { type: 'urn:slotproof:problem:internal' } });
  await receiver.untilCame(1);
  expect(receiver.deliveries[0]?.headers['webhook-id']).toBe(`msg_${id}`);
  expect(JSON.parse(receiver.deliveries[0]?.body ?? '')).toMatchObject({
    type: 'verification.failed',
    data: { id, status: 'failed', error: { type: 'urn:slotproof:problem:internal' } },
  });
});
