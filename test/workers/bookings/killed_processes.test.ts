/** Bookings made are bookings answered, with real processes that are killed: a worker, Redis and an api. */
import { expect, test } from 'vitest';
import { eventually, type ProcessSystem, type Reply, send, startProcesses } from '../../support/system.ts';

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const freeSlots = async ({ calcomUrl }: ProcessSystem): Promise<readonly string[]> => {
  const { body } = await send(`${calcomUrl}/v2/slots?eventTypeId=108&start=${day(3)}&end=${day(20)}`, {
    headers: { 'cal-api-version': '2024-09-04' },
  });
  return Object.values(body.data as Record<string, { start: string }[]>).flatMap((slots) =>
    slots.map(({ start }) => start),
  );
};

/** Asks by one api or the other until one has accepted it. */
const book = ({ urls }: ProcessSystem, start: string, index: number): Promise<Reply> =>
  eventually(async () => {
    for (const url of urls) {
      const reply = await send(`${url}/v1/bookings`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          prefer: 'respond-async',
          'idempotency-key': `order-${index}`,
        },
        body: JSON.stringify({
          eventTypeId: 108,
          start,
          timeZone: 'Europe/Berlin',
          attendee: { name: 'Ada', email: `ada-${index}@example.com` },
        }),
      }).catch(() => undefined);
      if (reply !== undefined && reply.status < 500) return reply;
    }
    return undefined;
  });

const inCalcom = async ({ calcomUrl }: ProcessSystem): Promise<readonly string[]> => {
  const { body } = await send(`${calcomUrl}/v2/bookings?take=250`, {
    headers: { 'cal-api-version': '2024-08-13', authorization: 'Bearer cal_test_key' },
  });
  const all = body.data as { status: string; metadata: { slotproofBooking: string } }[];
  return all.filter(({ status }) => status === 'accepted').map(({ metadata }) => metadata.slotproofBooking);
};

test('a worker, Redis and an api killed while bookings are made: each is made once, and answered so', async () => {
  const system = await startProcesses({
    apis: 2,
    workers: 2,
    redis: { aof: true },
    simulator: { latency: { minMs: 100, maxMs: 400 }, rateLimit: { limit: 100_000 } },
    env: {
      CALCOM_RATE_LIMIT_PER_MINUTE: '10000',
      BOOKING_TIMEOUT_MS: '2000',
      BOOKING_SETTLE_SECONDS: '4',
      REQUEST_DEADLINE_MS: '500',
    },
  });
  const slots = await freeSlots(system);
  await system.control('PUT', 'faults', [{ kind: 'lost_answer', operation: 'bookings', probability: 0.3 }]);
  const some = (from: number) =>
    Promise.all(Array.from({ length: 6 }, (_, index) => book(system, slots[from + index] ?? '', from + index)));
  const accepted = [...(await some(0))];

  await system.workers[0]?.kill('SIGKILL');
  const second = some(6);
  await system.redis.kill();
  await system.redis.restart();
  accepted.push(...(await second));
  const third = some(12);
  await system.apis[0]?.kill('SIGKILL');
  accepted.push(...(await third));
  // A caller who heard nothing asks again.
  accepted.push(...(await some(12)));
  await system.startWorker();
  await system.workers[1]?.kill('SIGKILL');
  await system.control('DELETE', 'faults');

  const ids = [...new Set(accepted.map(({ body }) => String(body.id)))];
  expect(ids).toHaveLength(18);
  const [, survivor = ''] = system.urls;
  const ended = await Promise.all(
    ids.map((id) =>
      eventually(async () => {
        const reply = await send(`${survivor}/v1/bookings/${id}`).catch(() => undefined);
        return reply?.status === 200 && reply.body.status !== 'active' && reply.body;
      }, 200),
    ),
  );
  const booked = ended.filter(({ status }) => status === 'booked').map(({ id }) => String(id));
  expect([...(await inCalcom(system))].sort()).toEqual([...booked].sort());
  expect(booked.length).toBeGreaterThan(0);
  expect(ended.filter(({ status }) => status !== 'booked' && status !== 'taken')).toEqual([]);
});
