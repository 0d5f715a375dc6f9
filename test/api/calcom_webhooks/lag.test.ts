/** Cal.com's slots lag its webhooks: what was told counts until an answer surely knows of it. */
import { expect, test } from 'vitest';
import { postBookings } from '../../support/calcom_bookings.ts';
import { eventually, startProcesses } from '../../support/system.ts';
import { ask, DAY, firstFree, hooked, MINUTE, SECRET, warm, webhook } from './hooked_system.ts';

const LAGGING = { CALCOM_LAG_SECONDS: '3' };
const VERSION = { 'cal-api-version': '2024-09-04' };
const halfAnHourFrom = (start: string) => ({
  startTime: start,
  endTime: new Date(Date.parse(start) + 30 * MINUTE).toISOString(),
});

test('Cal.com is answered while it does not answer us, and no process offers the slot from then on', async () => {
  const system = await hooked({ apis: 2, env: LAGGING });
  await warm(system, { eventTypeId: 101 });
  const start = await firstFree(system);
  await system.control('PUT', 'faults', [{ kind: 'hang' }]);
  expect((await system.hook(webhook(system, halfAnHourFrom(start)))).status).toBe(200);
  for (const api of [0, 1]) {
    const { status, body } = await system.verify({ eventTypeId: 101, start, timeZone: 'UTC' }, {}, api);
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'alternatives', freshness: 'stale' });
  }
});

test('what is fetched before Cal.com knows of a booking does not bring it back, of an event type that nobody had asked for either', async () => {
  const system = await hooked({ env: LAGGING });
  const start = await firstFree(system);
  const question = (eventTypeId: number) => ({ eventTypeId, start, timeZone: 'UTC' });
  // The simulator never hears of it, as if its slots lagged.
  await system.hook(webhook(system, halfAnHourFrom(start)));
  for (const eventTypeId of [101, 102, 108]) {
    const { body, headers } = await system.verify(question(eventTypeId));
    expect(headers.get('slotproof-calcom-calls')).toBe('1');
    expect(body.outcome).toBe('alternatives');
  }
  const listed = await system.get(`/v2/slots?eventTypeId=101&start=2026-11-25&end=2026-11-25`, VERSION);
  expect(listed.text).not.toContain(start.slice(0, 16));
  // Fresh data that is older than the lag does not help.
  system.pass(2_999);
  expect((await system.verify({ ...question(101), maxAge: 0 })).body.outcome).toBe('alternatives');
  system.pass(1);
  expect((await system.verify({ ...question(101), maxAge: 0 })).body).toMatchObject({
    outcome: 'available',
    freshness: 'fresh',
  });
});

test('a question that Cal.com alone can answer is cut as well, but for the booking that is to be moved', async () => {
  const system = await hooked({ env: LAGGING });
  const start = await firstFree(system);
  await system.hook(webhook(system, { ...halfAnHourFrom(start), uid: 'mine' }));
  const asking = (more: string) =>
    system.get(`/v2/slots?eventTypeId=101&start=2026-11-25&end=2026-11-25&${more}`, VERSION);
  const others = await asking('rrHostSubsetIds=1');
  expect(others.headers.get('cache-status')).toMatch(/fwd=bypass/);
  expect(others.text).not.toContain(start.slice(0, 16));
  expect((await asking('bookingUidToReschedule=another')).text).not.toContain(start.slice(0, 16));
  expect((await asking('bookingUidToReschedule=mine')).text).toContain(start.slice(0, 16));
});

test('a refetch is not joined to a call that began too early', async () => {
  const system = await hooked({ env: LAGGING, simulator: { latency: { minMs: 400, maxMs: 400 } } });
  const asking = ask(system, { eventTypeId: 101 });
  await eventually(async () => (await system.calls()).totals.calls === 1);
  await system.hook(webhook(system));
  await asking;
  system.pass(6_000);
  // It waits by the machine's clock.
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'fresh');
  expect((await system.calls()).totals.calls).toBe(2);
});

test('two bookings of a host within a moment are fetched once', async () => {
  const system = await hooked({ env: LAGGING });
  await warm(system, { eventTypeId: 101 });
  for (let number = 0; number < 5; number++) {
    await system.hook(
      webhook(system, {
        uid: `${number}`,
        startTime: `2026-11-24T1${number}:00:00Z`,
        endTime: `2026-11-24T1${number}:30:00Z`,
      }),
    );
  }
  system.pass(6_000);
  await eventually(async () => (await system.state('id:101', DAY))[0] === 'fresh');
  expect((await system.calls()).totals.calls).toBe(2);
});

test('a cancelled slot comes back, though Cal.com cancels only when it has our answer', async () => {
  const system = await startProcesses({ env: { CALCOM_WEBHOOK_SECRET: SECRET }, simulator: { slotsCacheMs: 2_000 } });
  await system.control('POST', 'webhooks', { url: `${system.urls[0]}/v1/calcom/webhooks`, secret: SECRET });
  const range = `start=${new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)}&end=${new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)}`;
  const listed = await system.get(`/v2/slots?eventTypeId=101&${range}`, VERSION);
  const [[{ start } = { start: '' }] = []] = Object.values(listed.body.data as Record<string, { start: string }[]>);
  const outcome = async () => (await system.verify({ eventTypeId: 101, start, timeZone: 'UTC' })).body.outcome;
  expect(await outcome()).toBe('available');
  const attendee = { name: 'Zoe', email: 'zoe@example.com', timeZone: 'UTC' };
  const booked = await postBookings(system.calcomUrl, '', { eventTypeId: 101, start, attendee });
  expect(booked.status).toBe(201);
  expect(await outcome()).not.toBe('available');
  const { uid } = booked.body.data as { uid: string };
  expect((await postBookings(system.calcomUrl, `/${uid}/cancel`, { cancellationReason: 'Ill' })).status).toBe(200);
  await eventually(async () => (await outcome()) === 'available', 100);
});
