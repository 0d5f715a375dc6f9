import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventually, type ProcessSystem, send, startProcesses } from '../support/system.ts';

const tomorrow = () => Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 });

test('everything works on a Redis Cluster', async () => {
  const system = await startProcesses({ cluster: true, apis: 2, workers: 2 });
  const body = { eventTypeId: 101, start: `${tomorrow()}T19:00`, timeZone: 'Europe/Berlin' };
  expect((await system.verify(body)).body).toMatchObject({ status: 'completed', freshness: 'fresh' });
  const cached = await system.verify(body, {}, 1);
  expect(cached.headers.get('cache-status')).toMatch(/^Slotproof; hit/);
  expect((await system.verify({ ...body, eventTypeId: 99_999 })).status).toBe(404);
  expect((await system.calls()).totals.calls).toBe(2);
  const passed = await system.get('/v2/event-types/101', { 'cal-api-version': '2024-06-14' });
  expect([passed.status, passed.body.data]).toMatchObject([200, { slug: 'intro' }]);
});

const SECRET = 'a secret of the webhook';

/** Tells of a booking at ten o'clock. */
const hook = async (system: ProcessSystem, eventTypeId: number, username: string): Promise<void> => {
  const start = tomorrow().toZonedDateTime({ timeZone: 'Europe/Berlin', plainTime: '10:00' });
  const payload = {
    eventTypeId,
    startTime: start.toInstant().toString(),
    endTime: start.add({ minutes: 30 }).toInstant().toString(),
    organizer: { username },
  };
  const body = JSON.stringify({ triggerEvent: 'BOOKING_CREATED', createdAt: new Date().toISOString(), payload });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const { status } = await send(`${system.urls[0]}/v1/calcom/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-cal-signature-256': signature },
    body,
  });
  expect(status).toBe(200);
};

test('webhooks are kept, and tell who hosts what, on a Redis Cluster', async () => {
  const system = await startProcesses({
    cluster: true,
    isKnown: false,
    env: { CALCOM_WEBHOOK_SECRET: SECRET, CALCOM_LAG_SECONDS: '0', BREAKER_COOLDOWN_MS: '600000' },
  });
  const ask = (eventTypeId: number) =>
    system.verify({ eventTypeId, start: `${tomorrow()}T10:00`, timeZone: 'Europe/Berlin', horizonDays: 2 });
  const ids = [101, 103, 106];
  for (const id of ids) expect((await ask(id)).body).toMatchObject({ freshness: 'fresh' });
  // Nothing is known of 101 and 106 yet; then that 103 is not nick's, and that 106 is.
  await hook(system, 103, 'bert');
  await eventually(async () => (await system.calls()).totals.calls === 6);
  await hook(system, 106, 'nick');
  await eventually(async () => (await system.calls()).totals.calls === 8);
  const { calls } = await system.calls();
  const refreshed = calls.slice(6).map(({ query }) => new URLSearchParams(query).get('eventTypeId'));
  expect(refreshed.sort()).toEqual(['101', '106']);

  await system.control('PUT', 'faults', [{ kind: 'error', status: 500 }]);
  for (const id of [1001, 1002, 1003]) expect((await ask(id)).status).toBe(503);
  await hook(system, 106, 'nick');
  const { status, body } = await ask(106);
  expect(status).toBe(200);
  expect(body).toMatchObject({ freshness: 'stale' });
});
