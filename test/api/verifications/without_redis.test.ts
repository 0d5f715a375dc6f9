/** Redis is away, and what is asked for often is answered by what the process knew last. */
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../support/system.ts';
import { book, firstFree, hooked, MINUTE, warm, webhook } from '../calcom_webhooks/hooked_system.ts';

const SLOTS = '/v2/slots?eventTypeId=101&start=2026-11-25&end=2026-11-26';
const VERSION = { 'cal-api-version': '2024-09-04' };

test('what was known last is answered with its age, without what was told as booked, and nothing else is', async () => {
  const system = await hooked({ env: { CACHE_STALE_IF_ERROR_SECONDS: '7200' } });
  await warm(system, { eventTypeId: 101 }, { eventTypeId: 102 });
  const start = await firstFree(system);
  await book(system, start);
  const end = new Date(Date.parse(start) + 30 * MINUTE).toISOString();
  // Cal.com can tell nobody of it any more, but the booking was told before.
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500, operation: 'all' }]);
  expect((await system.hook(webhook(system, { startTime: start, endTime: end }))).status).toBe(200);
  const question = { eventTypeId: 101, start, timeZone: 'UTC', maxAlternatives: 20 };
  const listed = await system.get(SLOTS, VERSION);
  expect(listed.status).toBe(200);

  await system.redis.kill();
  const old = await eventually(async () => {
    const reply = await system.verify(question);
    return reply.body.freshness === 'stale-if-error' && reply;
  });
  expect(old.status).toBe(200);
  expect(old.body).toMatchObject({
    outcome: 'alternatives',
    verifiedAt: '2026-11-23T06:00:00.000Z',
    ageSeconds: 60,
  });
  expect(old.headers.get('cache-status')).toMatch(/detail=stale-if-error/);
  expect(JSON.stringify(old.body.alternatives)).not.toContain(start.slice(0, 16));
  expect(JSON.stringify(old.body.alternatives)).toContain(end.slice(0, 16));
  const slots = await system.get(SLOTS, VERSION);
  expect(slots.status).toBe(200);
  expect(slots.body).toEqual(listed.body);
  expect(slots.headers.get('cache-status')).toMatch(/detail=stale-if-error/);
  expect(slots.headers.get('age')).toBe('60');

  // Nobody has asked for it, it reaches further than what was fetched, or the caller wants it newer.
  expect((await system.verify({ ...question, eventTypeId: 103 })).status).toBe(503);
  expect((await system.verify({ ...question, start: '2027-02-20T10:00Z' })).status).toBe(503);
  expect((await system.verify({ ...question, maxAge: 59 })).status).toBe(503);
  expect((await system.verify(question, { 'cache-control': 'no-cache' })).status).toBe(503);
  expect((await system.get('/v2/slots?eventTypeId=103&start=2026-11-25&end=2026-11-26', VERSION)).status).toBe(503);
  // A key that holds for a day cannot be kept anywhere.
  expect((await system.verify(question, { 'idempotency-key': 'one' })).status).toBe(503);
  system.pass(118 * MINUTE);
  expect((await system.verify(question)).status).toBe(200);
  system.pass(2 * MINUTE);
  expect((await system.verify(question)).status).toBe(503);
});

test('a Redis that hangs is no reason either, and all is as before when it goes on', async () => {
  const system = await hooked({ env: { REDIS_TIMEOUT_MS: '500' } });
  await warm(system, { eventTypeId: 101 });
  const question = { eventTypeId: 101, start: '2026-11-24T09:00Z', timeZone: 'UTC' };
  const [, pid] = /process_id:(\d+)/.exec(await system.client.info('server')) ?? [];
  const goOn = () => process.kill(Number(pid), 'SIGCONT');
  onTestFinished(() => void goOn());
  process.kill(Number(pid), 'SIGSTOP');
  await eventually(async () => (await system.verify(question)).body.freshness === 'stale-if-error');
  const replies = await Promise.all(Array.from({ length: 20 }, () => system.verify(question)));
  expect(new Set(replies.map(({ body }) => body.freshness))).toEqual(new Set(['stale-if-error']));
  expect((await system.verify({ ...question, eventTypeId: 102 })).status).toBe(503);
  goOn();
  await eventually(async () => (await system.verify(question)).body.freshness === 'fresh');
  await eventually(async () => (await system.verify({ ...question, eventTypeId: 102 })).status === 200);
});
