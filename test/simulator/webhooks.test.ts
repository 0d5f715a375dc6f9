import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { KEY, type RunningSimulator, runningSimulator } from '../support/running_simulator.ts';
import { subscriber } from './subscriber.ts';

async function bookFirst(simulator: RunningSimulator): Promise<{ uid: string; starts: string[] }> {
  const starts = await simulator.starts('eventTypeId=101&start=2026-11-23&end=2026-11-29');
  const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'Europe/Berlin' };
  const response = await simulator.request('POST', '/v2/bookings', {
    body: { eventTypeId: 101, start: starts[0], attendee },
  });
  const { data } = (await response.json()) as { data: { uid: string } };
  return { uid: data.uid, starts };
}

const withoutMilliseconds = (instant: string | undefined): string => String(instant).replace('.000Z', 'Z');

describe('webhooks', () => {
  test('tell of a booking, signed over the raw body', async () => {
    const { url, next } = await subscriber();
    const simulator = await runningSimulator({ webhooks: [{ url, secret: 'shh' }] });
    const { uid, starts } = await bookFirst(simulator);
    const { headers, raw, body } = await next();
    expect(headers['x-cal-signature-256']).toBe(createHmac('sha256', 'shh').update(raw).digest('hex'));
    expect(body).toMatchObject({
      triggerEvent: 'BOOKING_CREATED',
      createdAt: '2026-11-23T06:00:00.000Z',
      payload: {
        uid,
        eventTypeId: 101,
        startTime: withoutMilliseconds(starts[0]),
        length: 30,
        status: 'ACCEPTED',
        organizer: { username: 'anna', email: 'anna@example.com', timeZone: 'Europe/Berlin' },
        attendees: [{ email: 'gast@example.com' }],
      },
    });
    expect(Date.parse(String(body.payload.endTime)) - Date.parse(String(body.payload.startTime))).toBe(30 * 60_000);
  });

  test('tell of a move, with the old time, and of a cancellation', async () => {
    const { url, next } = await subscriber();
    const simulator = await runningSimulator({ webhooks: [{ url }] });
    const { uid, starts } = await bookFirst(simulator);
    const created = await next();
    expect(created.headers).toMatchObject({
      'x-cal-signature-256': 'no-secret-provided',
      'x-cal-webhook-version': '2021-10-20',
    });
    const moved = await simulator.request('POST', `/v2/bookings/${uid}/reschedule`, { body: { start: starts[1] } });
    const { data } = (await moved.json()) as { data: { uid: string } };
    expect((await next()).body).toMatchObject({
      triggerEvent: 'BOOKING_RESCHEDULED',
      payload: {
        uid: data.uid,
        startTime: withoutMilliseconds(starts[1]),
        rescheduleUid: uid,
        rescheduleStartTime: withoutMilliseconds(starts[0]),
      },
    });
    await simulator.request('POST', `/v2/bookings/${data.uid}/cancel`, { body: { cancellationReason: 'Ill' } });
    expect((await next()).body).toMatchObject({
      triggerEvent: 'BOOKING_CANCELLED',
      payload: {
        uid: data.uid,
        startTime: withoutMilliseconds(starts[1]).replace('Z', '+00:00'),
        status: 'CANCELLED',
      },
    });
  });

  const host = {
    ...{ id: 1, name: 'Anna', username: 'anna', email: 'anna@example.com', timeZone: 'Europe/Berlin' },
    schedule: [{ days: [1, 2, 3, 4, 5], opensAtMinute: 540, closesAtMinute: 1_020 }],
  };
  const recurrence = { frequency: 'weekly' as const, interval: 1, occurrences: 4 };

  /** What is told of an event type of one's own, and bookings of it. */
  async function telling(eventType: object) {
    const { url, arrived } = await subscriber();
    let seen = 0;
    const one = { id: 101, slug: 'one', title: 'One', hosts: [host], length: 30, ...eventType };
    const simulator = await runningSimulator({
      webhooks: [{ url }],
      world: { hosts: [host], eventTypes: [one], standing: [] },
    });
    const post = async (path: string, body: object, key: string | null = KEY) => {
      const response = await simulator.request('POST', `/v2/bookings${path}`, { body, key });
      expect(response.status).toBeLessThan(300);
      return ((await response.json()) as { data: { uid: string; recurringBookingUid: string; status: string }[] }).data;
    };
    const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'Europe/Berlin' };
    return {
      /** What has come since the last time. */
      arrived: () => {
        const come = arrived.slice(seen).map(({ body }) => body);
        seen += come.length;
        return come;
      },
      post,
      book: (more: object = {}) => post('', { eventTypeId: 101, start: '2026-11-24T10:00:00Z', attendee, ...more }),
      states: async (uid: string) => {
        const { data } = (await (await simulator.request('GET', `/v2/bookings/${uid}`)).json()) as {
          data: { status: string }[];
        };
        return data.map(({ status }) => status);
      },
    };
  }

  test('tell of a move that waits for confirmation as of a new booking, but for its sequence', async () => {
    const { arrived, book, post } = await telling({ confirmation: 'waiting' });
    const { uid } = (await book()) as unknown as { uid: string };
    // Whose key is the organizer's confirms what it moves.
    await post(`/${uid}/reschedule`, { start: '2026-11-25T10:00:00Z' }, null);
    const [requested, moved] = arrived();
    expect(requested).toMatchObject({ triggerEvent: 'BOOKING_REQUESTED', payload: { iCalSequence: 0 } });
    expect(moved).toMatchObject({
      triggerEvent: 'BOOKING_REQUESTED',
      payload: { iCalSequence: 1, startTime: '2026-11-25T10:00:00.000Z' },
    });
    expect(Object.keys(moved?.payload ?? {}).filter((name) => name.startsWith('reschedule'))).toEqual([]);
  });

  test('tell of a series one by one, each with the count of the event type', async () => {
    const { arrived, book, post } = await telling({ recurrence });
    const series = await book({ recurrenceCount: 3 });
    const told = arrived();
    expect(told.map(({ payload }) => payload.uid)).toEqual(series.map(({ uid }) => uid));
    for (const one of told) {
      expect(one).toMatchObject({
        triggerEvent: 'BOOKING_CREATED',
        payload: { recurringEvent: { freq: 2, count: 4, interval: 1 }, requiresConfirmation: false },
      });
    }
    // From one on it is told as one; as a whole, as a series.
    await post(`/${series[1]?.uid}/cancel`, { cancelSubsequentBookings: true, cancellationReason: 'Ill' });
    const [later] = arrived();
    expect(later?.payload).toMatchObject({ uid: series[1]?.uid, startTime: '2026-12-01T10:00:00+00:00' });
    expect(later?.payload).not.toHaveProperty('recurringEvent');
    const whole = await book({ start: '2026-11-24T12:00:00Z' });
    arrived();
    await post(`/${whole[0]?.recurringBookingUid}/cancel`, { cancellationReason: 'Ill' });
    expect(arrived()).toMatchObject([{ payload: { uid: whole[0]?.uid, recurringEvent: { count: 4 } } }]);
  });

  test.each([
    ['confirm', 'accepted', 'BOOKING_CREATED'],
    ['decline', 'rejected', 'BOOKING_REJECTED'],
  ])('tell once of a series of which any one is answered by %s', async (verb, status, triggerEvent) => {
    const { arrived, book, post, states } = await telling({ recurrence, confirmation: 'waiting' });
    const series = await book({ recurrenceCount: 3 });
    const requested = arrived();
    expect(requested.map(({ payload }) => payload.uid)).toEqual(series.map(({ uid }) => uid));
    expect(requested[0]?.payload).toMatchObject({ recurringEvent: { count: 4 }, requiresConfirmation: true });
    await post(`/${series[1]?.uid}/${verb}`, {});
    expect(arrived()).toMatchObject([
      {
        triggerEvent,
        payload: {
          ...{ uid: series[1]?.uid, startTime: '2026-12-01T10:00:00.000Z', status: status.toUpperCase() },
          ...{ recurringEvent: { freq: 2, count: 3, interval: 1 }, requiresConfirmation: true },
        },
      },
    ]);
    expect(await states(String(series[0]?.recurringBookingUid))).toEqual([status, status, status]);
  });

  test('reach whoever subscribes later, for the triggers they chose', async () => {
    const { url, next } = await subscriber();
    const simulator = await runningSimulator();
    expect(
      (await simulator.control('POST', '/webhooks', { url, secret: 's', triggers: ['BOOKING_CANCELLED'] })).status,
    ).toBe(201);
    const { uid } = await bookFirst(simulator);
    await simulator.request('POST', `/v2/bookings/${uid}/cancel`, { body: { cancellationReason: 'Ill' } });
    expect((await next()).body.triggerEvent).toBe('BOOKING_CANCELLED');
    expect(await (await simulator.control('GET', '/webhooks')).json()).toMatchObject({
      subscribers: [{ url, triggers: ['BOOKING_CANCELLED'] }],
    });
  });

  test('that nobody takes do not disturb a booking', async () => {
    const simulator = await runningSimulator({ webhooks: [{ url: 'http://127.0.0.1:1/' }] });
    expect((await bookFirst(simulator)).uid).toBeTruthy();
  });

  test('are sent before a cancellation is done, and after a booking is', async () => {
    const seen: boolean[] = [];
    const query = 'eventTypeId=101&start=2026-11-23&end=2026-11-29';
    const { url, next } = await subscriber(async () => {
      seen.push((await simulator.starts(query)).includes(String(starts[0])));
    });
    const simulator = await runningSimulator();
    const starts = await simulator.starts(query);
    await simulator.control('POST', '/webhooks', { url });
    const { uid } = await bookFirst(simulator);
    await simulator.request('POST', `/v2/bookings/${uid}/cancel`, { body: { cancellationReason: 'Ill' } });
    await next();
    await next();
    expect(seen).toEqual([false, false]);
    expect(await simulator.starts(query)).toEqual(starts);
  });
});

describe('webhooks of the API', () => {
  const fields = { active: true, triggers: ['BOOKING_CREATED', 'BOOKING_CANCELLED'] };

  async function registered(simulator: RunningSimulator, path: string, key: string, more: object = {}) {
    const { url, arrived, next } = await subscriber();
    const body = { ...fields, subscriberUrl: url, ...more };
    const response = await simulator.request('POST', path, { key, body });
    const { data } = (await response.json()) as { data?: { id: string } };
    return { status: response.status, id: String(data?.id), url, arrived, next };
  }

  async function book(simulator: RunningSimulator, eventTypeId: number): Promise<void> {
    const [start] = await simulator.starts(`eventTypeId=${eventTypeId}&start=2026-11-23&end=2026-12-06`);
    const attendee = { name: 'Gast "G"', email: 'gast@example.com', timeZone: 'Europe/Berlin' };
    const response = await simulator.request('POST', '/v2/bookings', { body: { eventTypeId, start, attendee } });
    expect(response.status).toBe(201);
  }

  test('can be read, changed and removed by their owner only, and one URL is registered once', async () => {
    const simulator = await runningSimulator();
    const { request } = simulator;
    const { id, url, arrived } = await registered(simulator, '/v2/webhooks', 'cal_anna');
    const again = { key: 'cal_anna', body: { ...fields, subscriberUrl: url } };
    expect((await request('POST', '/v2/webhooks', again)).status).toBe(409);
    expect((await request('POST', '/v2/webhooks', { ...again, key: 'cal_nick' })).status).toBe(201);
    expect((await request('GET', `/v2/webhooks/${id}`, { key: 'cal_nick' })).status).toBe(403);
    expect((await request('GET', '/v2/webhooks/none', { key: 'cal_anna' })).status).toBe(404);
    expect((await request('GET', '/v2/webhooks', { key: null })).status).toBe(401);
    const list = (await (await request('GET', '/v2/webhooks', { key: 'cal_anna' })).json()) as { data: unknown[] };
    expect(list.data).toMatchObject([{ id, subscriberUrl: url, secret: null, userId: 1 }]);
    await request('PATCH', `/v2/webhooks/${id}`, { key: 'cal_anna', body: { active: false } });
    await book(simulator, 101);
    expect(arrived).toEqual([]);
    expect((await request('DELETE', `/v2/webhooks/${id}`, { key: 'cal_anna' })).status).toBe(200);
    expect((await request('GET', `/v2/webhooks/${id}`, { key: 'cal_anna' })).status).toBe(404);
  });

  test('are of triggers that there are', async () => {
    const simulator = await runningSimulator();
    const triggers = ['BOOKING_CREATED', 'BOOKING_REASSIGNED'];
    expect((await registered(simulator, '/v2/webhooks', 'cal_anna', { triggers })).status).toBe(400);
    const paid = await registered(simulator, '/v2/webhooks', 'cal_anna', { triggers: ['BOOKING_PAID'] });
    expect(paid.status).toBe(201);
  });

  test('of a person tell of a team’s event only when that person organizes it', async () => {
    const simulator = await runningSimulator();
    const olga = await registered(simulator, '/v2/webhooks', 'cal_olga');
    const pavel = await registered(simulator, '/v2/webhooks', 'cal_pavel');
    const organization = await registered(simulator, '/v2/organizations/501/webhooks', 'cal_pavel');
    const team = await registered(simulator, '/v2/teams/503/event-types/112/webhooks', 'cal_pavel');
    await book(simulator, 112);
    expect([olga, pavel, organization, team].map(({ arrived }) => arrived.length)).toEqual([1, 0, 1, 1]);
    expect(olga.arrived[0]?.body.payload).toMatchObject({
      organizer: { username: 'olga' },
      team: { id: 503, name: 'Board', members: [{ name: 'Pavel', email: 'pavel@example.com' }] },
    });
  });

  test('of an event type are its owner’s, of teams and organizations their members’', async () => {
    const simulator = await runningSimulator();
    const statusOf = async (path: string, key: string) => (await registered(simulator, path, key)).status;
    expect(await statusOf('/v2/event-types/101/webhooks', 'cal_anna')).toBe(201);
    expect(await statusOf('/v2/event-types/101/webhooks', 'cal_nick')).toBe(403);
    expect(await statusOf('/v2/event-types/112/webhooks', 'cal_olga')).toBe(403);
    expect(await statusOf('/v2/event-types/100/webhooks', 'cal_anna')).toBe(404);
    expect(await statusOf('/v2/teams/503/event-types/112/webhooks', 'cal_anna')).toBe(403);
    expect(await statusOf('/v2/teams/503/event-types/101/webhooks', 'cal_olga')).toBe(404);
    expect(await statusOf('/v2/organizations/501/webhooks', 'cal_anna')).toBe(403);
  });

  test.each([
    [
      '{"who":"{{organizer.email}}","at":"{{startTime}}"}',
      'application/json',
      /^\{"who":"anna@example.com","at":"2026/,
    ],
    ['{"name":"{{attendees.0.name}}"}', 'application/json', /^false$/],
    ['event={{triggerEvent}}&uid={{uid}}', 'application/x-www-form-urlencoded', /^event=BOOKING_CREATED&uid=./],
    ['{"length":{{length}}}', 'application/x-www-form-urlencoded', /^\{"length":30\}$/],
  ])('with the template %s', async (payloadTemplate, type, raw) => {
    const simulator = await runningSimulator();
    const { next } = await registered(simulator, '/v2/webhooks', 'cal_anna', { payloadTemplate, secret: 'shh' });
    await book(simulator, 101);
    const received = await next();
    expect(received.headers['content-type']).toBe(type);
    expect(received.raw).toMatch(raw);
    expect(received.headers['x-cal-signature-256']).toBe(
      createHmac('sha256', 'shh').update(received.raw).digest('hex'),
    );
  });

  test('tell of an absence, which takes the time; another is told to nobody', async () => {
    const simulator = await runningSimulator();
    const { next, arrived } = await registered(simulator, '/v2/webhooks', 'cal_anna', { triggers: ['OOO_CREATED'] });
    const days = { hostUsername: 'anna', firstDate: '2026-11-24', lastDate: '2026-11-25' };
    await simulator.control('POST', '/absences', days);
    expect((await next()).body).toMatchObject({
      triggerEvent: 'OOO_CREATED',
      payload: {
        oooEntry: { start: '2026-11-23T23:00:00.000Z', end: '2026-11-24T23:00:00.000Z', user: { username: 'anna' } },
      },
    });
    expect(await simulator.starts('eventTypeId=101&start=2026-11-24&end=2026-11-25')).toEqual([]);
    await simulator.control('POST', '/absences', { ...days, told: false });
    expect(arrived).toEqual([]);
  });
});

describe('queued webhooks', () => {
  test('are not waited for, come twice, or not at all', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { url, next, arrived } = await subscriber(() => held);
    const simulator = await runningSimulator({
      webhooks: [{ url }],
      webhookDelivery: { mode: 'queued', minDelayMs: 0, maxDelayMs: 5, lost: 0, doubled: 1 },
    });
    // Were it waited for, this would never end.
    const { uid } = await bookFirst(simulator);
    release();
    const [first, second] = [await next(), await next()];
    expect(second.raw).toBe(first.raw);
    await simulator.control('PUT', '/webhooks/delivery', { mode: 'queued', lost: 1 });
    await simulator.request('POST', `/v2/bookings/${uid}/cancel`, { body: { cancellationReason: 'Ill' } });
    await simulator.control('PUT', '/webhooks/delivery', { mode: 'direct' });
    await bookFirst(simulator);
    expect((await next()).body.triggerEvent).toBe('BOOKING_CREATED');
    expect(arrived).toEqual([]);
  });
});
