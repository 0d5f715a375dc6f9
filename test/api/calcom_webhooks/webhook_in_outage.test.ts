/** A booking becomes known while Cal.com cannot be asked: what was cached is answered, without the slot that was booked. */
import { expect, test } from 'vitest';
import { eventually } from '../../support/system.ts';
import { book, firstFree, type Hooked, hooked, MINUTE, warm, webhook } from './hooked_system.ts';

const minutesAfter = (start: string, minutes: number): string =>
  new Date(Date.parse(start) + minutes * MINUTE).toISOString();

/** 101 is cached, a slot of it is booked, and then Cal.com fails. */
const bookedBeforeTheOutage = async (options: Parameters<typeof hooked>[0] = {}) => {
  const system = await hooked(options);
  await warm(system, { eventTypeId: 101 });
  const start = await firstFree(system);
  await book(system, start);
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500, operation: 'all' }]);
  const question = { eventTypeId: 101, start, timeZone: 'UTC', maxAlternatives: 20 };
  const hook = () => system.hook(webhook(system, { startTime: start, endTime: minutesAfter(start, 30) }));
  return { system, start, question, hook };
};

const openCircuit = async (system: Hooked): Promise<void> => {
  for (const eventTypeId of [1001, 1002, 1003]) {
    const { status } = await system.verify({ eventTypeId, start: '2026-11-24T09:00Z', timeZone: 'UTC' });
    expect(status).toBe(503);
  }
  await eventually(async () => JSON.stringify((await system.get('/readyz')).body).includes('"circuit":"open"'));
};

test('while the circuit is open: 200 by what was cached before, without the booked slot', async () => {
  const { system, start, question, hook } = await bookedBeforeTheOutage({
    apis: 2,
    env: { BREAKER_COOLDOWN_MS: '600000' },
  });
  await openCircuit(system);
  const { totals } = await system.calls();
  expect((await system.verify(question)).body).toMatchObject({ outcome: 'available', freshness: 'fresh' });
  expect((await hook()).status).toBe(200);

  for (const api of [0, 1]) {
    const { status, body, headers } = await system.verify(question, {}, api);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      outcome: 'alternatives',
      freshness: 'stale',
      verifiedAt: '2026-11-23T06:00:00.000Z',
      ageSeconds: 60,
    });
    expect(headers.get('age')).toBe('60');
    expect(headers.get('cache-status')).toMatch(/; hit/);
    const offered = (body.alternatives as { start: string }[]).map((slot) => Date.parse(slot.start));
    expect(offered).not.toContain(Date.parse(start));
    expect(offered).toContain(Date.parse(minutesAfter(start, 30)));
  }
  // The slot beside it can be had still; and so can all but the booked one by Cal.com's own operation.
  const beside = await system.verify({ ...question, start: minutesAfter(start, 30) });
  expect(beside.body).toMatchObject({ outcome: 'available', freshness: 'stale' });
  const listed = await system.get('/v2/slots?eventTypeId=101&start=2026-11-25&end=2026-11-25', {
    'cal-api-version': '2024-09-04',
  });
  expect(listed.status).toBe(200);
  expect(listed.text).not.toContain(start.slice(0, 16));
  expect(listed.text).toContain(minutesAfter(start, 30).slice(0, 16));
  // A day that the booking does not touch is as good as it was.
  const nextDay = await system.verify({ ...question, start: '2026-11-26T09:00Z', strategies: [] });
  expect(nextDay.body).toMatchObject({ freshness: 'fresh' });

  // Whoever wants newer data is told that there is none.
  expect((await system.verify({ ...question, maxAge: 30 })).status).toBe(503);
  expect((await system.verify(question, { 'cache-control': 'no-cache' })).status).toBe(503);
  expect((await system.calls()).totals.calls).toBe(totals.calls);
});

test('while Cal.com fails and the circuit is closed still: the same, until Cal.com answers again', async () => {
  const { system, question, hook } = await bookedBeforeTheOutage({ env: { BREAKER_FAILURE_THRESHOLD: '100' } });
  await hook();
  const { status, body } = await system.verify({ ...question, horizonDays: 2 });
  expect(status).toBe(200);
  expect(body).toMatchObject({ outcome: 'alternatives', freshness: 'stale', ageSeconds: 60 });

  await system.control('DELETE', 'faults');
  // The pause for which an event type that fails is left alone.
  system.pass(5_000);
  await eventually(async () => (await system.verify({ ...question, horizonDays: 2 })).body.freshness === 'fresh');
  const after = await system.verify({ ...question, horizonDays: 2 });
  expect(after.body).toMatchObject({ outcome: 'alternatives', ageSeconds: 0 });
});

test('older than what may be used while Cal.com fails, a changed day is missing as any other', async () => {
  const { system, question, hook } = await bookedBeforeTheOutage({
    env: { BREAKER_COOLDOWN_MS: '600000', CACHE_STALE_IF_ERROR_SECONDS: '3600' },
  });
  await openCircuit(system);
  await hook();
  system.pass(59 * MINUTE);
  expect((await system.verify(question)).body).toMatchObject({ freshness: 'stale' });
  system.pass(1);
  expect((await system.verify(question)).status).toBe(503);
});
