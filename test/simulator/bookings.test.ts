import { describe, expect, test } from 'vitest';
import {
  type ErrorBody,
  NOW,
  type RunningSimulator,
  runningSimulator,
  type SlotsBody,
} from '../support/running_simulator.ts';

const WEEK = 'start=2026-11-23&end=2026-11-29';
const ATTENDEE = { name: 'Gast', email: 'gast@example.com', timeZone: 'Europe/Berlin' };

type BookingBody = {
  status: string;
  data: { uid: string; start: string; end: string; status: string; hosts: { username: string }[] };
};

async function book(
  { request }: RunningSimulator,
  eventTypeId: number,
  start: string | undefined,
  attendee: object = ATTENDEE,
): Promise<BookingBody['data']> {
  const response = await request('POST', '/v2/bookings', { body: { eventTypeId, start, attendee } });
  expect(response.status).toBe(201);
  return ((await response.json()) as BookingBody).data;
}

async function refusal(response: Response, status: number): Promise<string> {
  expect(response.status).toBe(status);
  return ((await response.json()) as ErrorBody).error.message;
}

describe('a booking', () => {
  test('takes its slot, and the time from the host’s other event types', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const long = (await simulator.starts(`eventTypeId=102&${WEEK}`))[0];
    const booking = await book(simulator, 102, long);
    expect(booking).toMatchObject({ status: 'accepted', hosts: [{ username: 'anna' }] });
    expect(Date.parse(booking.end) - Date.parse(booking.start)).toBe(60 * 60_000);
    expect(await simulator.starts(`eventTypeId=102&${WEEK}`)).not.toContain(long);
    const overlapping = [0, 30].map((minutes) => new Date(Date.parse(String(long)) + minutes * 60_000).toISOString());
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(
      before.filter((start) => !overlapping.includes(start)),
    );
  });

  test('of a time taken meanwhile, past, outside hours or within the notice is a 400', async () => {
    const simulator = await runningSimulator();
    const start = (await simulator.starts(`eventTypeId=101&${WEEK}`))[0];
    await book(simulator, 101, start);
    const taken = 'User either already has booking at this time or is not available';
    for (const [eventTypeId, bad, reason] of [
      [101, start, taken],
      [101, new Date(NOW - 86_400_000).toISOString(), 'Attempting to book a meeting in the past.'],
      [101, '2026-11-28T10:00:00Z', taken],
      [
        114,
        new Date(NOW + 119 * 60_000).toISOString(),
        'The event type can\'t be booked at the "start" time provided.',
      ],
    ] as const) {
      const response = await simulator.request('POST', '/v2/bookings', {
        body: { eventTypeId, start: bad, attendee: ATTENDEE },
      });
      expect(await refusal(response, 400)).toContain(reason);
    }
  });

  test('need not lie on the grid', async () => {
    const simulator = await runningSimulator();
    const starts = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const halfHour = 30 * 60_000;
    // Two slots in a row are an hour without anything in it.
    const first = starts.map((start) => Date.parse(start)).find((at, index, all) => all[index + 1] === at + halfHour);
    const between = new Date(Number(first) + 7 * 60_000).toISOString();
    await book(simulator, 101, between);
    const listed = await simulator.starts(`eventTypeId=101&${WEEK}`);
    expect(listed).not.toContain(new Date(Number(first)).toISOString());
    expect(listed).not.toContain(new Date(Number(first) + halfHour).toISOString());
  });

  test('of a team takes the time of one free person', async () => {
    const simulator = await runningSimulator();
    const anna = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const nick = await simulator.starts(`eventTypeId=106&${WEEK}`);
    const shared = anna.find((start) => nick.includes(start));
    expect((await book(simulator, 108, shared)).hosts).toMatchObject([{ username: 'anna' }]);
    expect(await simulator.starts(`eventTypeId=108&${WEEK}`)).toContain(shared);
    const other = { ...ATTENDEE, email: 'other@example.com' };
    expect((await book(simulator, 108, shared, other)).hosts).toMatchObject([{ username: 'nick' }]);
    expect(await simulator.starts(`eventTypeId=108&${WEEK}`)).not.toContain(shared);
  });

  test('of a seated event type takes a place of one booking, until all are taken', async () => {
    const simulator = await runningSimulator();
    const slots = async () =>
      Object.values(((await (await simulator.slots(`eventTypeId=104&${WEEK}`)).json()) as SlotsBody).data).flat();
    const slot = (await slots()).find(({ seatsRemaining }) => Number(seatsRemaining) === 3);
    const uids = new Set([slot?.bookingUid]);
    for (const left of [3, 2, 1]) {
      const listed = (await slots()).find(({ start }) => start === slot?.start);
      expect(listed).toMatchObject({ seatsRemaining: left, seatsBooked: 6 - left });
      uids.add((await book(simulator, 104, slot?.start, { ...ATTENDEE, email: `gast-${left}@example.com` })).uid);
    }
    expect(uids.size).toBe(1);
    // Cal.com lists it all the same: a slot is hidden by bookings, and this is one booking of a seated event type.
    expect((await slots()).find(({ start }) => start === slot?.start)).toMatchObject({ seatsRemaining: 0 });
    const body = { eventTypeId: 104, start: slot?.start, attendee: ATTENDEE };
    await refusal(await simulator.request('POST', '/v2/bookings', { body }), 409);
  });

  test('given up frees its time once', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const { uid } = await book(simulator, 101, before[0]);
    const cancel = (body: object) => simulator.request('POST', `/v2/bookings/${uid}/cancel`, { body });
    // Whoever hosts it has to say why; it is refused bare.
    for (const body of [{}, { cancellationReason: ' ' }]) {
      const silent = await cancel(body);
      expect([silent.status, await silent.json()]).toEqual([
        400,
        { statusCode: 400, message: 'Cancellation reason is required' },
      ]);
    }
    const cancelled = await cancel({ cancellationReason: 'Ill' });
    expect(cancelled.status).toBe(200);
    expect(((await cancelled.json()) as BookingBody).data.status).toBe('cancelled');
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before);
    await refusal(await simulator.request('POST', `/v2/bookings/${uid}/cancel`), 400);
    await refusal(await simulator.request('POST', '/v2/bookings/none/cancel'), 404);
  });

  test('moved frees the old time and takes the new one', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const { uid } = await book(simulator, 101, before[0]);
    const moved = await simulator.request('POST', `/v2/bookings/${uid}/reschedule`, { body: { start: before[1] } });
    expect(moved.status).toBe(201);
    expect(((await moved.json()) as BookingBody).data).toMatchObject({ rescheduledFromUid: uid });
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before.filter((start) => start !== before[1]));
    await refusal(
      await simulator.request('POST', `/v2/bookings/${uid}/reschedule`, { body: { start: before[2] } }),
      400,
    );
  });

  test('cannot be moved to where somebody is', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const { uid } = await book(simulator, 101, before[0]);
    await book(simulator, 101, before[1]);
    await refusal(
      await simulator.request('POST', `/v2/bookings/${uid}/reschedule`, { body: { start: before[1] } }),
      400,
    );
    expect(await simulator.starts(`eventTypeId=101&${WEEK}`)).toEqual(before.slice(2));
  });

  test('that is to be moved counts as free with bookingUidToReschedule', async () => {
    const simulator = await runningSimulator();
    const before = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const { uid } = await book(simulator, 101, before[0]);
    expect(await simulator.starts(`eventTypeId=101&${WEEK}&bookingUidToReschedule=${uid}`)).toEqual(before);
  });

  test('needs its own version and a whole body', async () => {
    const { request } = await runningSimulator();
    await refusal(await request('POST', '/v2/bookings', { version: null, body: {} }), 404);
    expect(await refusal(await request('POST', '/v2/bookings', { body: { eventTypeId: 101 } }), 400)).toContain(
      'start property is wrong',
    );
    const body = { eventTypeId: 199, start: '2026-11-24T09:00:00Z', attendee: ATTENDEE };
    // A managed event type's template has nobody to book.
    await refusal(await request('POST', '/v2/bookings', { body }), 400);
    await refusal(await request('POST', '/v2/bookings', { body: { ...body, eventTypeId: 100 } }), 404);
    await refusal(
      await request('POST', '/v2/bookings', { body: { ...body, eventTypeId: 101 }, key: 'cal_invalid' }),
      401,
    );
  });

  test('that is no JSON is refused, and counts', async () => {
    const { url } = await runningSimulator();
    const headers = { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' };
    const response = await fetch(`${url}/v2/bookings`, { method: 'POST', headers, body: '{"eventTypeId":' });
    expect(await refusal(response, 400)).toContain('body property is wrong');
    expect(response.headers.get('x-ratelimit-remaining-default')).toBe('119');
  });
});
