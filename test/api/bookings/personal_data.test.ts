/** Who attends stands in one document, which goes by itself, and nowhere else: in no job, in no log, and not in Bull Board. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningService, runningService } from '../../support/running_service.ts';

const PERSONAL = [
  'Lovelace',
  'ada@example.com',
  'guest@example.com',
  'a private note',
  'an answer',
  'a private reason',
];

const ORDER = {
  eventTypeId: 101,
  start: '2026-12-01T14:00:00+01:00',
  timeZone: 'Europe/Berlin',
  attendee: { name: 'Ada Lovelace', email: 'ada@example.com' },
  guests: ['guest@example.com'],
  metadata: { note: 'a private note' },
  bookingFieldsResponses: { question: 'an answer' },
};

let service: RunningService;
let redis: Redis;
beforeAll(async () => {
  service = await runningService({ logLevel: 'trace', settings: { PERSONAL_DATA_SECONDS: '600' } });
  redis = new Redis(service.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await service.close();
});

const post = (body: unknown) => service.request('POST', '/v1/bookings', { body });

/** A booking as Cal.com has it. */
const inCalcom = async (uid: string): Promise<unknown> => {
  const headers = { 'cal-api-version': '2024-08-13', authorization: 'Bearer cal_test_key' };
  const response = await fetch(`${service.simulatorUrl}/v2/bookings/${uid}`, { headers });
  return ((await response.json()) as { data: unknown }).data;
};

/** What Redis keeps under a key, as text. */
const textOf = async (key: string): Promise<string> => {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    default:
      return JSON.stringify(await redis.zrange(key, '0', '-1'));
  }
};

test('who attends is kept in one place, and for a while', async () => {
  const booked = await post(ORDER);
  expect(booked.status).toBe(201);
  const { id, booking } = (await booked.json()) as { id: string; booking: { uid: string } };
  // Why it is moved or cancelled is told to Cal.com, and is gone soon.
  const move = { start: '2026-12-01T15:00:00+01:00', reason: 'a private reason' };
  const moved = await service.request('POST', `/v1/bookings/${id}/reschedule`, { body: move });
  expect(moved.status).toBe(200);
  const cancelled = await service.request('POST', `/v1/bookings/${id}/cancel`, {
    body: { reason: 'a private reason' },
  });
  expect(cancelled.status).toBe(200);
  const { booking: last } = (await moved.json()) as { booking: { uid: string } };
  expect(last.uid).not.toBe(booking.uid);
  expect(await inCalcom(last.uid)).toMatchObject({
    ...{ status: 'cancelled', cancellationReason: 'a private reason', reschedulingReason: 'a private reason' },
  });
  // Refused in words that repeat what was sent.
  await fetch(`${service.simulatorUrl}/control/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      { kind: 'error', status: 400, message: 'ada@example.com is no address', operation: 'bookings', count: 1 },
    ]),
  });
  const refused = await post({ ...ORDER, start: '2026-12-02T14:00:00+01:00' });
  expect([refused.status, await refused.json()]).toMatchObject([422, { detail: '… is no address' }]);

  const keys = await redis.keys('*');
  const holding: string[] = [];
  for (const key of keys) {
    const text = await textOf(key);
    if (PERSONAL.some((said) => text.includes(said))) holding.push(key);
  }
  expect(holding.filter((key) => !/:personal$|:reason:\d$/.test(key))).toEqual([]);
  expect(holding).toHaveLength(4);
  for (const key of holding) {
    const seconds = await redis.ttl(key);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(600);
  }
  for (const said of PERSONAL) expect(service.log()).not.toContain(said);
});

test('Bull Board shows a booking without who attends', async () => {
  const board = await service.request(
    'GET',
    '/admin/queues/api/queues?activeQueue=bookings&status=completed&page=1&jobsPerPage=10',
  );
  const text = await board.text();
  expect(text).toContain('Event type 101 at 2026-12-01T13:00Z');
  for (const said of PERSONAL) expect(text).not.toContain(said);
});
