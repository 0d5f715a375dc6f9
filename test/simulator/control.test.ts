import { describe, expect, test } from 'vitest';
import { NOW, runningSimulator } from '../support/running_simulator.ts';

const QUERY = 'eventTypeId=101&start=2026-11-23&end=2026-11-29';

describe('the call log', () => {
  test('holds slots calls with their time, query and status, the key masked', async () => {
    const { slots, request, control } = await runningSimulator();
    await slots(QUERY);
    await request('GET', '/v2/slots/reservations/none');
    await request('GET', '/v2/slots?eventTypeId=100', { key: null });
    expect(await (await control('GET', '/calls')).json()).toEqual({
      calls: [
        { at: NOW, query: QUERY, credential: 'cal_…ey', status: 200, fault: null },
        { at: NOW, query: 'eventTypeId=100', credential: 'ip 127.0.0.1', status: 400, fault: null },
      ],
      totals: { calls: 2, tooManyRequests: 0, maxPerSecond: 2 },
    });
    expect((await control('DELETE', '/calls')).status).toBe(204);
    expect(await (await control('GET', '/calls')).json()).toMatchObject({ calls: [], totals: { calls: 0 } });
  });

  test('counts 429s and the most calls begun in any sliding second', async () => {
    const { slots, pass, control } = await runningSimulator({ rateLimit: { limit: 5 } });
    for (const pause of [0, 600, 300, 99, 1, 5000]) {
      pass(pause);
      await slots(QUERY);
    }
    expect(await (await control('GET', '/calls')).json()).toMatchObject({
      totals: { calls: 6, tooManyRequests: 1, maxPerSecond: 4 },
    });
  });
});

describe('switches', () => {
  test('a calendar can be filled and freed, of generated hosts too', async () => {
    const { starts, control } = await runningSimulator();
    for (const [hostUsername, id] of [
      ['anna', 101],
      ['host-1234', 1234],
    ]) {
      const query = `eventTypeId=${id}&start=2026-11-23&end=2026-12-06`;
      const before = await starts(query);
      expect(before.length).toBeGreaterThan(0);
      await control('PUT', '/calendar', { hostUsername, fullyBooked: true });
      expect(await starts(query)).toEqual([]);
      await control('PUT', '/calendar', { hostUsername, fullyBooked: false });
      expect(await starts(query)).toEqual(before);
    }
    expect((await control('PUT', '/calendar', { hostUsername: 'nobody', fullyBooked: true })).status).toBe(404);
  });

  test('a calendar that cannot be read leaves its host no time, one that is ignored more than there is', async () => {
    const { starts, control } = await runningSimulator();
    const panel = QUERY.replace('101', '112');
    const [before, together] = [await starts(QUERY), await starts(panel)];
    expect(together.length).toBeGreaterThan(0);
    await control('PUT', '/calendar', { hostUsername: 'anna', reading: 'ignored' });
    expect((await starts(QUERY)).length).toBeGreaterThan(before.length);
    await control('PUT', '/calendar', { hostUsername: 'anna', reading: 'unreadable' });
    expect(await starts(QUERY)).toEqual([]);
    // One such host empties a collective event type.
    await control('PUT', '/calendar', { hostUsername: 'pavel', reading: 'unreadable' });
    expect(await starts(panel)).toEqual([]);
    await control('PUT', '/calendar', { hostUsername: 'pavel', reading: 'read' });
    expect(await starts(panel)).toEqual(together);
    expect((await control('PUT', '/calendar', { hostUsername: 'anna' })).status).toBe(400);
  });

  test('everyone can be fully booked from the beginning', async () => {
    const { starts, control } = await runningSimulator({ fullyBooked: true });
    for (const id of [101, 104, 108, 112, 1000]) {
      expect(await starts(`eventTypeId=${id}&start=2026-11-23&end=2026-12-23`)).toEqual([]);
    }
    await control('PUT', '/calendar', { hostUsername: 'anna', fullyBooked: false });
    expect(await starts(QUERY)).not.toEqual([]);
  });

  test('bookable tells the truth about one slot', async () => {
    const { starts, request, control } = await runningSimulator();
    const [start] = await starts(QUERY);
    const bookable = async (): Promise<unknown> =>
      (await control('GET', `/bookable?eventTypeId=101&start=${start}`)).json();
    expect(await bookable()).toEqual({ bookable: true, listed: true });
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
    await request('POST', '/v2/bookings', {
      body: { eventTypeId: 102, start: (await starts(QUERY.replace('101', '102')))[0], attendee },
    });
    await request('POST', '/v2/bookings', { body: { eventTypeId: 101, start, attendee } });
    expect(await bookable()).toEqual({ bookable: false, listed: false });
    expect((await control('GET', '/bookable?eventTypeId=101')).status).toBe(400);
    expect((await control('GET', `/bookable?eventTypeId=100&start=${start}`)).status).toBe(404);
  });

  test('bookable tells of many slots at once, in their order', async () => {
    const { starts, request, control } = await runningSimulator();
    const [first, second] = await starts(QUERY);
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
    await request('POST', '/v2/bookings', { body: { eventTypeId: 101, start: first, attendee } });
    const slots = [
      { eventTypeId: 101, start: second },
      { eventTypeId: 101, start: first },
      { eventTypeId: 101, start: '2026-11-23T03:00:00.000Z' },
    ];
    expect(await (await control('POST', '/bookable', slots)).json()).toEqual({
      bookable: [true, false, false],
      listed: [true, false, false],
    });
    expect((await control('POST', '/bookable', [{ eventTypeId: 101 }])).status).toBe(400);
  });

  test('a time can be bookable and yet listed to nobody, or only to those of some zones', async () => {
    const { starts, control } = await runningSimulator();
    const day = 'start=2026-11-24&end=2026-11-30';
    const [inKolkata] = await starts(`eventTypeId=119&${day}&timeZone=Asia/Kolkata`);
    const start = new Date(String(inKolkata)).toISOString();
    const check = async (timeZone: string): Promise<unknown> =>
      (await control('GET', `/bookable?eventTypeId=119&start=${start}&timeZone=${timeZone}`)).json();
    expect(await check('Asia/Kolkata')).toEqual({ bookable: true, listed: true });
    expect(await check('UTC')).toEqual({ bookable: true, listed: false });
    expect((await control('GET', `/bookable?eventTypeId=119&start=${start}&timeZone=Mars/Olympus`)).status).toBe(400);
  });

  test('latency can be set, and is within its bounds', async () => {
    const { slots, control } = await runningSimulator();
    expect((await control('PUT', '/latency', { minMs: 60, maxMs: 70 })).status).toBe(200);
    const began = performance.now();
    await slots(QUERY);
    expect(performance.now() - began).toBeGreaterThan(58);
    expect((await control('PUT', '/latency', { minMs: 70, maxMs: 60 })).status).toBe(400);
    expect((await control('PUT', '/latency', { medianMs: 5, p95Ms: 10 })).status).toBe(200);
    expect((await slots(QUERY)).status).toBe(200);
  });

  test('reset brings everything back', async () => {
    const { starts, request, slots, control } = await runningSimulator({ rateLimit: { limit: 3 } });
    const before = await starts(QUERY);
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
    await request('POST', '/v2/bookings', { body: { eventTypeId: 101, start: before[0], attendee } });
    await request('POST', '/v2/slots/reservations', { body: { eventTypeId: 101, slotStart: before[1] } });
    await control('PUT', '/calendar', { hostUsername: 'anna', fullyBooked: true });
    await control('PUT', '/latency', { minMs: 60_000, maxMs: 60_000 });
    await control('PUT', '/faults', [{ kind: 'error' }]);
    await control('POST', '/webhooks', { url: 'http://127.0.0.1:1/' });
    expect((await slots(QUERY)).status).toBe(429);
    expect((await control('POST', '/reset')).status).toBe(204);
    expect(await starts(QUERY)).toEqual(before);
    expect(await (await control('GET', '/webhooks')).json()).toMatchObject({ subscribers: [] });
    expect(await (await control('GET', '/calls')).json()).toMatchObject({ totals: { calls: 1, tooManyRequests: 0 } });
  });

  test('a path that is not there counts for nobody', async () => {
    const { request, control } = await runningSimulator();
    const response = await control('GET', '/nothing');
    expect(response.status).toBe(404);
    expect(response.headers.has('x-ratelimit-limit-default')).toBe(false);
    const first = await request('GET', `/v2/slots?${QUERY}`, { key: null });
    expect(first.headers.get('x-ratelimit-remaining-default')).toBe('119');
  });

  test('the catalogue names every event type with its hosts, zones, lengths and seats', async () => {
    const { control, slots } = await runningSimulator();
    const { eventTypes, generatedIds, managedParentId } = (await (await control('GET', '/event-types')).json()) as {
      eventTypes: { id: number; hosts: { username: string; timeZone: string }[]; lengths: number[]; seats?: number }[];
      generatedIds: unknown;
      managedParentId: number;
    };
    expect(generatedIds).toEqual({ first: 1000, last: 9999 });
    expect(await (await slots(QUERY.replace('101', String(managedParentId)))).json()).toMatchObject({ data: {} });
    for (const { id } of eventTypes) expect((await slots(QUERY.replace('101', String(id)))).status).toBe(200);
    expect(eventTypes.find(({ id }) => id === 104)).toMatchObject({
      seats: 6,
      lengths: [60],
      hosts: [{ username: 'clara', timeZone: 'Europe/Vienna' }],
    });
  });
});
