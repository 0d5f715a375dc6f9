import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingEventSchema } from '../../../src/contract/booking_document_schema.ts';
import type { VerificationDocument } from '../../../src/contract/verification_document.ts';
import { CALLBACK_RETRY_DELAYS_MS, CALLBACKS } from '../../../src/queues/callbacks/queue.ts';
import type { CallbackJob } from '../../../src/queues/callbacks/job.ts';
import { QUEUE_PREFIX } from '../../../src/queues/job_queue/job_queue.ts';
import { retryDelay } from '../../../src/workers/callbacks/callbacks_worker.ts';
import { BODY, type RunningService, runningService } from '../../support/running_service.ts';
import { type Delivery, startReceiver } from './receiver.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 24 bytes and more').toString('base64')}`;

type Event = { type: string; timestamp: string; data: VerificationDocument };

/** The event of a delivery whose signature is right. */
const verified = ({ headers, body }: Delivery): Event =>
  new Webhook(SECRET).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  }) as Event;

describe('callbacks', () => {
  let service: RunningService;
  let redis: Redis;
  let queue: Queue<CallbackJob>;
  let events: QueueEvents;
  /** Every test asks about an event type of its own, so that the cache knows nothing of it. */
  let eventTypeId = 1_000;

  beforeAll(async () => {
    service = await runningService({
      settings: { CALLBACK_SECRET: SECRET, CALLBACK_ALLOW_PRIVATE_NETWORK: 'true' },
      workers: { callbackRetryDelaysMs: [1, 1, 1, 1, 1, 1, 1] },
    });
    redis = new Redis(service.redisUrl, { maxRetriesPerRequest: null });
    queue = new Queue(CALLBACKS.name, { connection: redis, prefix: QUEUE_PREFIX });
    events = new QueueEvents(CALLBACKS.name, { connection: redis, prefix: QUEUE_PREFIX });
    await events.waitUntilReady();
  });
  afterAll(async () => {
    await Promise.all([queue.close(), events.close()]);
    redis.disconnect();
    await service.close();
  });

  const accepted = async (callbackUrl: string, body: object = {}): Promise<string> => {
    eventTypeId += 1;
    const response = await service.verify({ ...BODY, eventTypeId, callbackUrl, ...body });
    expect(response.status).toBe(202);
    return String(((await response.json()) as { id: string }).id);
  };

  /** The callback's job, once it has ended for good. */
  const ended = async (id: string) => {
    for (;;) {
      const job = await queue.getJob(id);
      if (job?.finishedOn !== undefined) return job;
      await new Promise((resolve) => {
        events.once('completed', resolve);
        events.once('failed', resolve);
        setTimeout(resolve, 100);
      });
    }
  };

  test('tell the answer, signed, as it is polled', async () => {
    const receiver = await startReceiver();
    const id = await accepted(receiver.url, { language: 'de' });
    await receiver.untilCame(1);
    const [delivery] = receiver.deliveries;
    if (delivery === undefined) throw new Error('nothing came');
    const event = verified(delivery);
    expect(delivery.headers['webhook-id']).toBe(`msg_${id}`);
    expect(delivery.headers['content-type']).toBe('application/json');
    expect(event.type).toBe('verification.completed');
    expect(Date.parse(event.timestamp)).not.toBeNaN();
    const polled = await service.request('GET', `/v1/verifications/${id}`, { headers: { prefer: 'wait=5' } });
    expect(event.data).toEqual(await polled.json());
    expect(event.data).toMatchObject({ id, status: 'completed', requested: { timeZone: 'Europe/Berlin' } });
    expect(event.data).toMatchObject({
      speech: { text: expect.stringMatching(/^Am Dienstag, 1. Dezember um 14 Uhr /) },
    });
    expect((await ended(id)).returnvalue).toEqual({ status: 204 });
  });

  test('tell of a booking in the language that it was asked for in', async () => {
    const receiver = await startReceiver();
    const order = { ...BODY, attendee: { name: 'Ada', email: 'ada@example.com' }, callbackUrl: receiver.url };
    const options = { body: { ...order, language: 'es' } };
    const response = await service.request('POST', '/v1/bookings', options);
    expect(response.status).toBe(202);
    await receiver.untilCame(1);
    const [delivery] = receiver.deliveries;
    if (delivery === undefined) throw new Error('nothing came');
    const { type, data } = bookingEventSchema.parse(verified(delivery));
    expect([type, data.speech?.text]).toEqual([
      'booking.completed',
      'Su cita está reservada, el martes, 1 de diciembre a las 2 de la tarde.',
    ]);
    const polled = await service.request('GET', `/v1/bookings/${data.id}`);
    expect(data).toEqual(await polled.json());
  });

  test('tell a failure too', async () => {
    const receiver = await startReceiver();
    const id = await accepted(receiver.url, { eventTypeId: 99_999 });
    await receiver.untilCame(1);
    const [delivery] = receiver.deliveries;
    if (delivery === undefined) throw new Error('nothing came');
    expect(verified(delivery)).toMatchObject({
      type: 'verification.failed',
      data: { id, status: 'failed', error: { type: 'urn:slotproof:problem:event-type-not-found', status: 404 } },
    });
  });

  test('are tried again until the receiver takes one, the same bytes under the same id', async () => {
    const receiver = await startReceiver((response, nth) =>
      response.writeHead([500, 302, 404, 200][nth - 1] ?? 200).end(),
    );
    const id = await accepted(receiver.url);
    await receiver.untilCame(4);
    expect((await ended(id)).returnvalue).toEqual({ status: 200 });
    expect(receiver.deliveries).toHaveLength(4);
    expect(new Set(receiver.deliveries.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([`msg_${id}`]));
    expect(new Set(receiver.deliveries.map(({ body }) => body)).size).toBe(1);
    for (const delivery of receiver.deliveries) verified(delivery);
  });

  test('end with a 410', async () => {
    const receiver = await startReceiver((response) => response.writeHead(410).end());
    const job = await ended(await accepted(receiver.url));
    expect(job.failedReason).toContain('410');
    expect(receiver.deliveries).toHaveLength(1);
  });

  test('that nobody takes stay failed after eight attempts, and can be retried from Bull Board', async () => {
    let broken = true;
    const receiver = await startReceiver((response) => response.writeHead(broken ? 503 : 200).end());
    const id = await accepted(receiver.url);
    expect((await ended(id)).failedReason).toBe('The receiver answered 503.');
    expect(receiver.deliveries).toHaveLength(8);
    broken = false;
    const retried = await service.request('PUT', `/admin/queues/api/queues/callbacks/${id}/retry`);
    expect(retried.status).toBeLessThan(300);
    await receiver.untilCame(9);
    expect((await ended(id)).returnvalue).toEqual({ status: 200 });
  });

  test('follow no redirect', async () => {
    const elsewhere = await startReceiver();
    const receiver = await startReceiver((response, nth) =>
      nth < 3 ? response.writeHead(307, { location: elsewhere.url }).end() : response.writeHead(200).end(),
    );
    await ended(await accepted(receiver.url));
    expect(elsewhere.deliveries).toHaveLength(0);
  });

  test('do not read an endless answer', async () => {
    const receiver = await startReceiver((response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect((await ended(await accepted(receiver.url))).returnvalue).toEqual({ status: 200 });
  });

  test('to one receiver that hangs hold up no others, nor lose an attempt by waiting', async () => {
    const hanging = await startReceiver(() => {});
    const prompt = await startReceiver();
    const stuck = await Promise.all(Array.from({ length: 20 }, () => accepted(hanging.url)));
    await hanging.untilCame(4);
    await accepted(prompt.url);
    await prompt.untilCame(1);
    expect(hanging.deliveries).toHaveLength(4);
    for (const id of stuck) expect((await queue.getJob(id))?.attemptsMade ?? 0).toBe(0);
    await queue.obliterate({ force: true });
  });
});

test('the schedule is that of the design, and jitter only lengthens it', () => {
  const seconds = CALLBACK_RETRY_DELAYS_MS.map((milliseconds) => milliseconds / 1000);
  expect(seconds).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]);
  for (const [index, milliseconds] of CALLBACK_RETRY_DELAYS_MS.entries()) {
    expect(retryDelay(CALLBACK_RETRY_DELAYS_MS, index + 1, 0)).toBe(milliseconds);
    expect(retryDelay(CALLBACK_RETRY_DELAYS_MS, index + 1, 1)).toBe(milliseconds * 1.2);
  }
});

test('a callbackUrl without a secret to sign with is refused', async () => {
  const service = await runningService({ withWorkers: false });
  try {
    const response = await service.verify({ ...BODY, callbackUrl: 'https://example.com/hook' });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [{ pointer: '/callbackUrl', reason: expect.stringContaining('CALLBACK_SECRET') }],
    });
  } finally {
    await service.close();
  }
});
