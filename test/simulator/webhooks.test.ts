import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RunningSimulator, runningSimulator } from './running_simulator.ts';

type Received = {
  headers: IncomingHttpHeaders;
  raw: string;
  body: { triggerEvent: string; createdAt: string; payload: Record<string, unknown> };
};

/** A subscriber that hands out what it gets, one by one. */
async function subscriber(): Promise<{ url: string; next(): Promise<Received> }> {
  const arrived: Received[] = [];
  const waiting: ((received: Received) => void)[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    response.end();
    const received = { headers: request.headers, raw, body: JSON.parse(raw) };
    const waiter = waiting.shift();
    if (waiter) waiter(received);
    else arrived.push(received);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    next: async () => arrived.shift() ?? new Promise((resolve) => waiting.push(resolve)),
  };
}

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
    expect((await next()).headers).not.toHaveProperty('x-cal-signature-256');
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
    await simulator.request('POST', `/v2/bookings/${data.uid}/cancel`);
    expect((await next()).body).toMatchObject({
      triggerEvent: 'BOOKING_CANCELLED',
      payload: { uid: data.uid, startTime: withoutMilliseconds(starts[1]), status: 'CANCELLED' },
    });
  });

  test('reach whoever subscribes later, for the triggers they chose', async () => {
    const { url, next } = await subscriber();
    const simulator = await runningSimulator();
    expect(
      (await simulator.control('POST', '/webhooks', { url, secret: 's', triggers: ['BOOKING_CANCELLED'] })).status,
    ).toBe(201);
    const { uid } = await bookFirst(simulator);
    await simulator.request('POST', `/v2/bookings/${uid}/cancel`);
    expect((await next()).body.triggerEvent).toBe('BOOKING_CANCELLED');
    expect(await (await simulator.control('GET', '/webhooks')).json()).toMatchObject({
      subscribers: [{ url, triggers: ['BOOKING_CANCELLED'] }],
    });
  });

  test('that nobody takes do not disturb a booking', async () => {
    const simulator = await runningSimulator({ webhooks: [{ url: 'http://127.0.0.1:1/' }] });
    expect((await bookFirst(simulator)).uid).toBeTruthy();
  });
});
