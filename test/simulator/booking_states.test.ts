/** What becomes of bookings over the API, in the account that was recorded. */
import { describe, expect, test } from 'vitest';
import { recordedWorld } from './recordings/recorded_world.ts';
import { type ErrorBody, runningSimulator } from '../support/running_simulator.ts';

const KEY = 'cal_test_anna_0123456789abcdef';
const BOB = 'cal_test_bob_0123456789abcdef';
const M30 = 1;
const CONFIRM = 9;
const SEATS = 10;
const WEEKLY = 13;
const COLLECTIVE = 301;
const ROUND_ROBIN = 302;

/** Whoever hosts a booking has to say why it is cancelled. */
const WHY = { cancellationReason: 'Ill' };

type Booking = {
  uid: string;
  status: string;
  start: string;
  hosts: { username: string }[];
  attendees: { email: string; seatUid: string }[];
  recurringBookingUid: string;
};

async function account() {
  const simulator = await runningSimulator({ world: recordedWorld() });
  const send = async (method: string, path: string, body?: unknown, key: string | null = KEY) => {
    const response = await simulator.request(method, `/v2/bookings${path}`, { body, key });
    const answer = (await response.json()) as { data: Booking & Booking[]; pagination: Record<string, unknown> };
    return { ...answer, status: response.status, message: (answer as unknown as Partial<ErrorBody>).error?.message };
  };
  const book = async (eventTypeId: number, start: string, more: object = {}) => {
    const attendee = { name: 'Guest', email: 'guest@example.invalid', timeZone: 'Europe/Berlin' };
    const { status, data, message } = await send('POST', '', { eventTypeId, start, attendee, ...more });
    expect({ status, message }).toEqual({ status: 201, message: undefined });
    return data;
  };
  /** The status and words of a refusal that has neither code nor path. */
  const bare = async (path: string, body: object): Promise<unknown[]> => {
    const response = await simulator.request('POST', `/v2/bookings${path}`, { body, key: KEY });
    const { statusCode, message, ...more } = (await response.json()) as Record<string, unknown>;
    expect([statusCode, more]).toEqual([response.status, {}]);
    return [response.status, message];
  };
  return { ...simulator, send, book, bare };
}

describe('a booking that waits for confirmation', () => {
  test('is confirmed or declined once, by somebody', async () => {
    const { send, book } = await account();
    const { uid } = await book(CONFIRM, '2026-11-24T10:00:00Z');
    expect((await send('POST', `/${uid}/confirm`, undefined, null)).status).toBe(401);
    expect((await send('POST', `/${uid}/confirm`)).data.status).toBe('accepted');
    for (const verb of ['confirm', 'decline']) expect((await send('POST', `/${uid}/${verb}`)).status).toBe(400);
    const other = await book(CONFIRM, '2026-11-24T11:00:00Z');
    expect((await send('POST', `/${other.uid}/decline`, { reason: 'no' })).data.status).toBe('rejected');
  });

  test('once declined is not found by whoever moves it', async () => {
    const { send, book, bare } = await account();
    const { uid } = await book(CONFIRM, '2026-11-24T10:00:00Z');
    await send('POST', `/${uid}/decline`, { reason: 'no' });
    expect(await bare(`/${uid}/reschedule`, { start: '2026-11-24T12:00:00Z' })).toEqual([
      404,
      'Could not find original booking',
    ]);
  });

  test('is confirmed by its organizer’s moving it, and by nobody else’s', async () => {
    const { send, book } = await account();
    let { uid } = await book(CONFIRM, '2026-11-24T10:00:00Z');
    const move = async (hour: number, key: string | null, more: object = {}) => {
      const moved = await send('POST', `/${uid}/reschedule`, { start: `2026-11-24T${hour}:00:00Z`, ...more }, key);
      uid = moved.data.uid;
      return moved.data.status;
    };
    const anna = [...recordedWorld().hosts].find(({ username }) => username === 'anna')?.email;
    expect(await move(11, null)).toBe('pending');
    expect(await move(12, BOB)).toBe('pending');
    expect(await move(13, KEY)).toBe('accepted');
    expect(await move(10, null)).toBe('pending');
    expect(await move(11, BOB, { rescheduledBy: anna })).toBe('accepted');
    // A booker who says so moves it with whatever key it is.
    expect(await move(12, null, { rescheduledBy: 'guest@example.invalid' })).toBe('pending');
    const nobody = await send('POST', `/${uid}/reschedule`, { start: '2026-11-24T13:00:00Z', rescheduledBy: 'me' });
    expect([nobody.status, nobody.message]).toEqual([400, 'rescheduledBy - Invalid email, ']);
  });
});

test('a booking that is over cannot be cancelled', async () => {
  const { book, pass, bare } = await account();
  const { uid } = await book(M30, '2026-11-23T10:00:00Z');
  pass(Date.parse('2026-11-23T10:30:00Z') - Date.parse('2026-11-23T06:00:00Z') + 1);
  expect(await bare(`/${uid}/cancel`, WHY)).toEqual([400, 'Cannot cancel a booking that has already ended']);
});

describe('a seated booking', () => {
  const start = '2026-11-24T10:00:00Z';
  const noon = '2026-11-24T12:00:00Z';

  const seated = async () => {
    const simulator = await account();
    const attendee = (name: string) => ({
      attendee: { name, email: `${name}@example.invalid`, timeZone: 'Europe/Berlin' },
    });
    return { ...simulator, take: (name: string, at = start) => simulator.book(SEATS, at, attendee(name)) };
  };
  const placesOf = ({ attendees }: Booking) => attendees.map(({ seatUid }) => seatUid);

  test('is shared, and ends with its last place', async () => {
    const { send, take, slots } = await seated();
    const [first, second] = [await take('one'), await take('two')];
    expect(second.uid).toBe(first.uid);
    expect(second.attendees).toHaveLength(2);
    const seats = placesOf(second);
    const left = await send('POST', `/${first.uid}/cancel`, { seatUid: seats[0], ...WHY });
    expect(placesOf(left.data)).toEqual([seats[1]]);
    const listed = await (await slots(`eventTypeId=${SEATS}&start=2026-11-24&end=2026-11-24`)).text();
    expect(listed).toContain(`"seatsBooked":1,"seatsRemaining":2,"seatsTotal":3,"bookingUid":"${first.uid}"`);
    const last = await send('POST', `/${first.uid}/cancel`, { seatUid: seats[1], ...WHY });
    expect([last.data.status, placesOf(last.data)]).toEqual(['cancelled', []]);
  });

  test('says of a place that was given up whether it is another booking’s', async () => {
    const { send, take } = await seated();
    await take('one');
    const { uid, attendees } = await take('two');
    const [{ seatUid = '' } = {}, other] = attendees;
    const { data: elsewhere } = await send('POST', `/${uid}/reschedule`, { start: noon, seatUid: other?.seatUid });
    await send('POST', `/${uid}/cancel`, { seatUid, ...WHY });
    const again = await send('POST', `/${uid}/cancel`, { seatUid, ...WHY });
    expect([again.status, again.message]).toEqual([
      400,
      'Invalid seatUid: this seat does not exist or has already been cancelled.',
    ]);
    const ofAnother = await send('POST', `/${uid}/cancel`, { seatUid: placesOf(elsewhere)[0] });
    expect([ofAnother.status, ofAnother.message]).toEqual([
      400,
      'Invalid seatUid: this seat does not belong to this booking.',
    ]);
  });

  test('a place is moved once: it has a new name in a booking of its own, and its own among others', async () => {
    const { send, take } = await seated();
    const { uid, attendees } = await take('one');
    const seatUid = attendees[0]?.seatUid;
    const alone = await send('POST', `/${uid}/reschedule`, { start: noon, seatUid });
    expect(placesOf(alone.data)).not.toContain(seatUid);
    expect((await send('GET', `/${uid}`)).data.status).toBe('cancelled');
    const again = await send('POST', `/${uid}/reschedule`, { start: noon, seatUid });
    expect([again.status, again.message]).toEqual([404, `Seat with uid=${seatUid} does not exist.`]);

    const second = await take('two');
    const own = second.attendees[0]?.seatUid;
    const joined = await send('POST', `/${second.uid}/reschedule`, { start: noon, seatUid: own });
    expect(placesOf(joined.data)).toEqual([...placesOf(alone.data), own]);
    const gone = await send('POST', `/${second.uid}/reschedule`, { start: noon, seatUid: own });
    expect(gone.status).toBe(404);
    expect(gone.message).toBe(
      `Attendee with e-mail two@example.invalid for booking with uid=${second.uid} and seatUid=${own} not found`,
    );
  });

  test('is found by a place that somebody has', async () => {
    const { send, take } = await seated();
    await take('one');
    const { uid, attendees } = await take('two');
    const [, { seatUid = '' } = {}] = attendees;
    const { data } = await send('GET', `/by-seat/${seatUid}`);
    expect([data.uid, placesOf(data), 'seatUid' in data]).toEqual([uid, placesOf({ attendees } as Booking), false]);
    // Whoever hosts it cancels all of its places.
    await send('POST', `/${uid}/cancel`, WHY);
    const gone = await send('GET', `/by-seat/${seatUid}`);
    expect([gone.status, gone.message]).toEqual([404, `Booking with seatUid=${seatUid} was not found in the database`]);
  });

  test('takes a place that is moved to it though it is full', async () => {
    const { send, take } = await seated();
    for (const name of ['one', 'two', 'three']) await take(name, noon);
    const { uid, attendees } = await take('four');
    const moved = await send('POST', `/${uid}/reschedule`, { start: noon, seatUid: attendees[0]?.seatUid });
    expect([moved.status, moved.data.attendees.length]).toEqual([201, 4]);
    const again = await send('POST', '', {
      ...{ eventTypeId: SEATS, start: noon },
      attendee: { name: 'five', email: 'five@example.invalid', timeZone: 'UTC' },
    });
    expect(again.status).toBe(409);
  });

  test('has one place for each who attends, and its refusal is bare', async () => {
    const { take, bare } = await seated();
    const { uid, attendees } = await take('one');
    const twice = async (path: string, body: object) =>
      expect(await bare(path, body)).toEqual([409, 'already_signed_up_for_this_booking_error']);
    const attendee = { name: 'one', email: 'one@example.invalid', timeZone: 'Europe/Berlin' };
    await twice('', { eventTypeId: SEATS, start, attendee });
    await twice(`/${uid}/reschedule`, { start, seatUid: attendees[0]?.seatUid });
  });

  test('does not count as changed when a place is taken', async () => {
    const { send, take, pass } = await seated();
    await take('one');
    pass(60_000);
    await take('two');
    expect((await send('GET', '?afterUpdatedAt=2026-11-23T06:00:30Z')).data).toEqual([]);
  });
});

describe('what Cal.com’s booking code throws past the layer that gives errors their shape', () => {
  const attendee = { name: 'Guest', email: 'guest@example.invalid', timeZone: 'Europe/Berlin' };
  const refused = async ({ request }: Awaited<ReturnType<typeof account>>, eventTypeId: number, start: string) => {
    const response = await request('POST', '/v2/bookings', { body: { eventTypeId, start, attendee }, key: KEY });
    return [response.status, await response.json()];
  };

  test('a limit of bookings that is reached', async () => {
    const simulator = await account();
    const limited = [...recordedWorld().eventTypes].find(({ bookingLimits }) => bookingLimits?.day === 1);
    const [first, second] = ['2026-11-24T10:00:00Z', '2026-11-24T13:00:00Z'];
    await simulator.book(limited?.id ?? 0, first);
    expect(await refused(simulator, limited?.id ?? 0, second)).toEqual([
      401,
      { statusCode: 401, message: 'booking_limit_reached' },
    ]);
  });

  test('some are free, but not all who have to be; of which nobody is, it has words', async () => {
    const simulator = await account();
    const start = '2026-11-24T10:00:00Z';
    await simulator.book(M30, start);
    expect(await refused(simulator, COLLECTIVE, start)).toEqual([
      500,
      { statusCode: 500, message: 'Internal server error' },
    ]);
    await simulator.book(ROUND_ROBIN, start);
    expect(await refused(simulator, COLLECTIVE, start)).toMatchObject([
      400,
      { error: { message: 'One of the hosts either already has booking at this time or is not available' } },
    ]);
  });
});

describe('a series', () => {
  test('is booked whole or not at all, and as long as is asked', async () => {
    const { send, book } = await account();
    await book(M30, '2026-12-08T10:00:00Z');
    const attendee = { name: 'Guest', email: 'guest@example.invalid', timeZone: 'Europe/Berlin' };
    const weekly = { eventTypeId: WEEKLY, start: '2026-11-24T10:00:00Z', attendee };
    expect((await send('POST', '', weekly)).status).toBe(400);
    expect((await send('POST', '', { ...weekly, recurrenceCount: 4 })).status).toBe(400);
    const two = await send('POST', '', { ...weekly, recurrenceCount: 2 });
    expect(two.data.map(({ start }) => start)).toEqual(['2026-11-24T10:00:00.000Z', '2026-12-01T10:00:00.000Z']);
  });

  test('is cancelled from one of it on', async () => {
    const { send, book } = await account();
    const series = (await book(WEEKLY, '2026-11-24T10:00:00Z')) as Booking[];
    await send('POST', `/${series[1]?.uid}/cancel`, { cancelSubsequentBookings: true, ...WHY });
    const { data } = await send('GET', `/${series[0]?.recurringBookingUid}`);
    expect(data.map(({ status }) => status)).toEqual(['accepted', 'cancelled', 'cancelled']);
  });
});

test('an occurrence that was moved does not answer where to, but refuses to be moved again with it', async () => {
  const { send, book } = await account();
  const [{ uid = '' } = {}] = (await book(WEEKLY, '2026-11-24T10:00:00Z')) as Booking[];
  const moved = await send('POST', `/${uid}/reschedule`, { start: '2026-11-24T12:00:00Z' });
  const { data } = await send('GET', `/${uid}`);
  expect(data).toMatchObject({ status: 'cancelled' });
  expect(data).not.toHaveProperty('rescheduledToUid');
  const again = await send('POST', `/${uid}/reschedule`, { start: '2026-11-24T13:00:00Z' });
  expect(again.message).toContain(`to booking with uid=${moved.data.uid}`);
});

test('hosts of a round robin take turns', async () => {
  const { book } = await account();
  const hosts: (string | undefined)[] = [];
  for (const hour of [10, 11, 12, 13]) {
    hosts.push((await book(ROUND_ROBIN, `2026-11-24T${hour}:00:00Z`)).hosts[0]?.username);
  }
  expect(hosts).toEqual(['anna', 'bob', 'anna', 'bob']);
});

test('what was moved cannot be moved again, and says where it went', async () => {
  const { send, book } = await account();
  const { uid } = await book(M30, '2026-11-24T10:00:00Z');
  const moved = await send('POST', `/${uid}/reschedule`, { start: '2026-11-24T11:00:00Z' });
  const again = await send('POST', `/${uid}/reschedule`, { start: '2026-11-24T12:00:00Z' });
  expect(again).toMatchObject({
    status: 400,
    message: expect.stringContaining(`to booking with uid=${moved.data.uid}`),
  });
});

describe('the list', () => {
  test('holds what changed since, page by page', async () => {
    const { send, book, pass } = await account();
    await book(M30, '2026-11-24T10:00:00Z');
    pass(60_000);
    const since = '2026-11-23T06:00:30.000Z';
    const [first, second] = [await book(M30, '2026-11-24T12:00:00Z'), await book(M30, '2026-11-24T11:00:00Z')];
    const query = `?afterUpdatedAt=${since}&sortUpdatedAt=asc&take=1`;
    const page = await send('GET', query);
    expect(page.data.map(({ uid }) => uid)).toEqual([first.uid]);
    expect(page.pagination).toMatchObject({ returnedItems: 1, itemsPerPage: 1, currentPage: 1, hasNextPage: true });
    expect((await send('GET', `${query}&skip=1`)).data.map(({ uid }) => uid)).toEqual([second.uid]);
    expect((await send('GET', '?take=251')).status).toBe(400);
    expect((await send('GET', '', undefined, null)).status).toBe(401);
  });

  test('can be narrowed down', async () => {
    const { send, book } = await account();
    const { uid } = await book(M30, '2026-11-24T10:00:00Z');
    await book(CONFIRM, '2026-11-25T10:00:00Z');
    const gone = await book(M30, '2026-11-26T10:00:00Z');
    await send('POST', `/${gone.uid}/cancel`, WHY);
    const count = async (query: string) => (await send('GET', `?${query}`)).data.length;
    expect(await count('status=upcoming')).toBe(2);
    expect(await count('status=unconfirmed')).toBe(1);
    expect(await count('status=cancelled,past')).toBe(1);
    expect(await count(`eventTypeIds=${CONFIRM},${SEATS}`)).toBe(1);
    expect(await count(`eventTypeIds=${CONFIRM},99999`)).toBe(1);
    expect(await count('attendeeEmail=guest@example.invalid')).toBe(3);
    expect(await count('attendeeEmail=nobody@example.invalid')).toBe(0);
    expect(await count('afterStart=2026-11-24T10:00:00Z&beforeEnd=2026-11-25T10:30:00Z')).toBe(2);
    expect((await send('GET', `?bookingUid=${uid}`)).data.map((one) => one.uid)).toEqual([uid]);
    expect((await send('GET', '', undefined, BOB)).data).toEqual([]);
  });

  test('of event types of which there is none is refused', async () => {
    const { request } = await account();
    for (const query of ['eventTypeIds=99998,99999', 'eventTypeId=99999']) {
      const response = await request('GET', `/v2/bookings?${query}`, { key: KEY });
      expect(response.status).toBe(400);
      expect(((await response.json()) as ErrorBody).error).toEqual({
        code: 'TRPCError',
        message: 'The requested event-types do not exist.',
      });
    }
    expect((await request('GET', '/v2/bookings?eventTypeIds=all', { key: KEY })).status).toBe(400);
  });
});
