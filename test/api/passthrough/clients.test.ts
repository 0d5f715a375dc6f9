/**
 * Clients of Cal.com that know nothing of us, and move over by their base URL. `@calcom/sdk` is what npm has. The components of `@calcom/atoms` make
 * their calls out of React in a browser, LiveKit's example is Python, and Cal.com's own MCP has its address built in: what these send is sent here
 * as they send it.
 */
import { Cal } from '@calcom/sdk';
import { expect, test } from 'vitest';
import { eventually, type InProcessSystem, send, startSystem } from '../../support/system.ts';

const KEY = 'cal_test_key';
const DAY = '2026-11-24';
const WEEK = { startTime: `${DAY}T00:00:00.000Z`, endTime: `${DAY}T23:59:59.000Z` };

/** Two base URLs: Cal.com's, and ours before it. */
const moved = async (): Promise<{ system: InProcessSystem; theirs: string; ours: string }> => {
  const system = await startSystem({
    env: { CALCOM_API_KEY: KEY, CALCOM_RATE_LIMIT_PER_MINUTE: '100000', PASSTHROUGH_PERCENT: '100' },
    simulator: { rateLimit: { limit: 100_000 } },
  });
  return { system, theirs: system.calcomUrl, ours: system.urls[0] ?? '' };
};

/** A request as a client sends it. */
interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

const replay = (base: string, { method = 'GET', path, headers, json }: Sent) =>
  send(`${base}${path}`, {
    method,
    headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });

/** What reads has to be answered alike by both. */
const alike = async ({ theirs, ours }: Awaited<ReturnType<typeof moved>>, sent: Sent) => {
  const [one, other] = [await replay(theirs, sent), await replay(ours, sent)];
  expect([sent.path, other.status, other.text]).toEqual([sent.path, one.status, one.text]);
  expect(other.headers.get('content-type')).toBe(one.headers.get('content-type'));
  return other;
};

const dataOf = ({ body }: { body: Record<string, unknown> }) => body.data as Record<string, unknown>;

/** The times that are listed for a day. */
const listed = async (base: string, eventTypeId: number): Promise<readonly string[]> => {
  const reply = await replay(base, {
    path: `/v2/slots?eventTypeId=${eventTypeId}&start=${DAY}&end=${DAY}`,
    headers: { 'cal-api-version': '2024-09-04' },
  });
  const { [DAY]: slots = [] } = reply.body.data as Record<string, { start: string }[]>;
  return slots.map(({ start }) => start);
};

test('@calcom/sdk', async () => {
  const { theirs, ours } = await moved();
  const clientOf = (base: string) => new Cal('a-client', { accessToken: KEY }, { baseUrl: `${base}/` });
  const [direct, client] = [clientOf(theirs), clientOf(ours)];
  const asked = { eventTypeId: 101, ...WEEK };
  const { slots } = await client.slots.getAvailableSlots(asked);
  expect(slots).toEqual((await direct.slots.getAvailableSlots(asked)).slots);
  const [first] = slots[DAY] ?? [];
  const from = Date.parse(first?.time ?? '');
  await listed(ours, 101);
  const uid = await client.slots.reserveSlot({
    eventTypeId: 101,
    slotUtcStartDate: new Date(from).toISOString(),
    slotUtcEndDate: new Date(from + 30 * 60_000).toISOString(),
  });
  expect(uid).toMatch(/^[\w-]{36}$/);
  expect((await client.slots.getAvailableSlots(asked)).slots[DAY]).not.toContainEqual(first);
  // It asks for a path that Cal.com has no more, and that a key of ours may not ask for.
  await expect(direct.slots.removeSelectedSlot({ uid })).rejects.toMatchObject({ statusCode: 404 });
  await expect(client.slots.removeSelectedSlot({ uid })).rejects.toMatchObject({ statusCode: 403 });
});

test('LiveKit’s front desk: finds or makes its event type, lists, books, and hears that the time is gone', async () => {
  const both = await moved();
  const { ours } = both;
  const headers = (version: string) => ({ authorization: `Bearer ${KEY}`, 'cal-api-version': version });
  const me = await alike(both, { path: '/v2/me/', headers: headers('2024-06-14') });
  const username = String(dataOf(me).username);
  await alike(both, { path: `/v2/event-types/?username=${username}`, headers: headers('2024-06-14') });
  const made = await replay(ours, {
    method: 'POST',
    path: '/v2/event-types',
    headers: headers('2024-06-14'),
    json: { lengthInMinutes: 30, title: 'LiveKit Front-Desk', slug: 'livekit-front-desk' },
  });
  expect([made.status, dataOf(made).slug]).toEqual([201, 'livekit-front-desk']);
  const id = Number(dataOf(made).id);
  const query = `eventTypeId=${id}&start=${DAY}T00%3A00%3A00%2B00%3A00&end=${DAY}T20%3A00%3A00%2B00%3A00`;
  const slots = await replay(ours, { path: `/v2/slots/?${query}`, headers: headers('2024-09-04') });
  const start = (slots.body.data as Record<string, { start: string }[]>)[DAY]?.[0]?.start ?? '';
  const booking = {
    method: 'POST',
    path: '/v2/bookings',
    headers: headers('2024-08-13'),
    json: {
      start: start.replace('.000Z', '+00:00'),
      attendee: { name: 'vera@example.com', email: 'vera@example.com', timeZone: 'Europe/Berlin' },
      eventTypeId: id,
    },
  };
  expect((await replay(ours, booking)).status).toBe(201);
  const again = await replay(ours, booking);
  expect([again.status, again.text]).toEqual([
    400,
    expect.stringContaining('User either already has booking at this time or is not available'),
  ]);
  const left = await replay(ours, { path: `/v2/slots/?${query}`, headers: headers('2024-09-04') });
  expect(left.text).not.toContain(start);
});

test('Cal.com’s own MCP: reads, books, moves, cancels, and edits an event type', async () => {
  const both = await moved();
  const { system, ours } = both;
  // The key as it is, without a word before it.
  const headers = (version: string) => ({ authorization: KEY, 'cal-api-version': version });
  await alike(both, { path: '/v2/event-types', headers: headers('2024-06-14') });
  await alike(both, { path: '/v2/event-types/101', headers: headers('2024-06-14') });
  await alike(both, { path: '/v2/event-types/999', headers: headers('2024-06-14') });
  const [first = '', second = ''] = await listed(ours, 101);
  const attendee = { name: 'Vera', email: 'vera@example.com', timeZone: 'UTC', language: 'en' };
  const post = (path: string, json: unknown) =>
    replay(ours, { method: 'POST', path: `/v2/bookings${path}`, headers: headers('2024-08-13'), json });
  const booked = await post('', { start: first, eventTypeId: 101, attendee });
  expect(booked.status).toBe(201);
  await alike(both, { path: `/v2/bookings/${dataOf(booked).uid}`, headers: headers('2024-08-13') });
  await alike(both, { path: '/v2/bookings?status=upcoming&take=10', headers: headers('2024-08-13') });
  await alike(both, { path: '/v2/bookings?take=1000', headers: headers('2024-08-13') });
  expect(await listed(ours, 101)).not.toContain(first);
  const movedTo = await post(`/${dataOf(booked).uid}/reschedule`, { start: second, reschedulingReason: 'later' });
  expect(movedTo.status).toBe(201);
  expect(await listed(ours, 101)).not.toContain(second);
  expect((await post(`/${dataOf(movedTo).uid}/cancel`, { cancellationReason: 'over' })).status).toBe(200);
  const edited = await replay(ours, {
    method: 'PATCH',
    path: '/v2/event-types/101',
    headers: headers('2024-06-14'),
    json: { lengthInMinutes: 60 },
  });
  expect([edited.status, dataOf(edited).lengthInMinutes]).toEqual([200, 60]);
  // Of half an hour nothing is answered any more, cached as it was.
  expect((await listed(ours, 101)).some((start) => start.includes(':30:'))).toBe(false);
  system.pass(5_000);
  const theirs = await listed(system.calcomUrl, 101);
  await eventually(async () => String(await listed(ours, 101)) === String(theirs));
});

test('@calcom/atoms: lists and holds in the first version, and edits a schedule', async () => {
  const both = await moved();
  const { system, ours } = both;
  const headers = (version: string) => ({
    accept: 'application/json, text/plain, */*',
    authorization: `Bearer ${KEY}`,
    'x-cal-client-id': 'a-client',
    'cal-api-version': version,
  });
  await alike(both, { path: '/v2/me', headers: headers('2024-06-14') });
  const { startTime, endTime } = WEEK;
  const path = `/v2/slots/available?eventTypeId=101&startTime=${startTime}&endTime=${endTime}&timeZone=Europe/Berlin`;
  const available = await alike(both, { path, headers: headers('2024-06-14') });
  const { slots } = dataOf(available) as { slots: Record<string, { time: string }[]> };
  const from = Date.parse(slots[DAY]?.[0]?.time ?? '');
  expect(await listed(ours, 102)).toContain(new Date(from).toISOString());
  const held = await replay(ours, {
    method: 'POST',
    path: '/v2/slots/reserve',
    headers: headers('2024-06-14'),
    json: {
      eventTypeId: 101,
      slotUtcStartDate: new Date(from).toISOString(),
      slotUtcEndDate: new Date(from + 30 * 60_000).toISOString(),
    },
  });
  expect(held.status).toBe(201);
  system.pass(5_000);
  await eventually(async () => !(await listed(ours, 102)).includes(new Date(from).toISOString()));
  const release = `/v2/slots/selected-slot?uid=${held.body.data}`;
  expect((await replay(ours, { method: 'DELETE', path: release, headers: headers('2024-06-14') })).status).toBe(200);
  const schedule = await alike(both, { path: '/v2/schedules/default', headers: headers('2024-06-11') });
  const edited = await replay(ours, {
    method: 'PATCH',
    path: `/v2/schedules/${dataOf(schedule).id}`,
    headers: headers('2024-06-11'),
    json: { availability: [{ days: ['Tuesday'], startTime: '15:00', endTime: '16:00' }] },
  });
  expect(edited.status).toBe(200);
  // 15:00 in Berlin, and nothing of the old hours.
  expect(await listed(ours, 102)).toEqual([`${DAY}T14:00:00.000Z`]);
});
