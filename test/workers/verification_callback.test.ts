import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { queueCallback } from '../../src/queues/callback_producer.ts';
import { createCallbacksQueue, createVerificationsQueue, QUEUE_PREFIX } from '../../src/queues/queues.ts';
import { epochMs } from '../../src/verification/time.ts';
import { BODY, NOW, runningService } from '../api/running_service.ts';
import { startReceiver } from './receiver.ts';

test('a worker killed between the callback and the end of its job leaves one outcome, told once', async () => {
  const receiver = await startReceiver();
  const secret = `whsec_${Buffer.from('a secret of the tests, 24 bytes and more').toString('base64')}`;
  const service = await runningService({
    settings: { CALLBACK_SECRET: secret, CALLBACK_ALLOW_PRIVATE_NETWORK: 'true' },
    withWorkers: false,
  });
  const redis = new Redis(service.redisUrl, { maxRetriesPerRequest: null });
  const callbacks = createCallbacksQueue(redis);
  const verifications = createVerificationsQueue(redis);
  onTestFinished(async () => {
    await Promise.all([callbacks.close(), verifications.close()]);
    redis.disconnect();
    await service.close();
  });

  const response = await service.verify({ ...BODY, callbackUrl: receiver.url });
  const { id } = (await response.json()) as { id: string };
  // What such a worker leaves: a job that was begun once, and a callback with an answer that no worker would come to now.
  await redis.hset(`${QUEUE_PREFIX}:${verifications.name}:${id}`, 'ats', '1');
  await queueCallback(callbacks, {
    verificationId: id,
    url: receiver.url,
    asked: { requested: epochMs(Date.parse(BODY.start)), timeZone: BODY.timeZone },
    end: { status: 'failed', reason: 'calcom-unavailable: the first worker said so' },
    endedAt: epochMs(NOW),
    requestId: 'first',
  });
  await service.startWorkers();
  const polled = await service.request('GET', `/v1/verifications/${id}`, { headers: { prefer: 'wait=20' } });
  expect(await polled.json()).toMatchObject({ status: 'failed', error: { detail: 'the first worker said so' } });
  await receiver.untilCame(1);
  expect(receiver.deliveries.map(({ headers }) => headers['webhook-id'])).toEqual([`msg_${id}`]);
  expect(await new Queue(callbacks.name, { connection: redis, prefix: QUEUE_PREFIX }).count()).toBe(0);
});
