/** Whoever books or moves to a time that they have booked already is answered with what they have. */
import { describe, expect, test } from 'vitest';
import { runningSimulator } from '../support/running_simulator.ts';
import { recordedWorld } from './recordings/recorded_world.ts';

const KEY = 'cal_test_anna_0123456789abcdef';
const M30 = 1;
const CONFIRM = 9;
const ROUND_ROBIN = 302;
const SEATED_ROUND_ROBIN = 399;
const TEN = '2026-11-24T10:00:00Z';
const NOON = '2026-11-24T12:00:00Z';
const ATTENDEE = { name: 'Guest', email: 'guest@example.invalid', timeZone: 'Europe/Berlin' };

type Booking = { uid: string; status: string; metadata: object; seatUid?: string; attendees: { seatUid: string }[] };

async function account() {
  const world = recordedWorld();
  const eventTypes = [...world.eventTypes];
  const roundRobin = eventTypes.find(({ id }) => id === ROUND_ROBIN);
  if (roundRobin) eventTypes.push({ ...roundRobin, id: SEATED_ROUND_ROBIN, slug: 'seated-turns', seats: 3 });
  const simulator = await runningSimulator({ world: { ...world, eventTypes } });
  const post = async (path: string, body: object, key: string | null = null) => {
    const response = await simulator.request('POST', `/v2/bookings${path}`, { body, key });
    expect(response.status).toBe(201);
    return ((await response.json()) as { data: Booking }).data;
  };
  const book = (eventTypeId: number, start: string, more: object = {}) =>
    post('', { eventTypeId, start, attendee: ATTENDEE, ...more });
  const count = async () => {
    const response = await simulator.request('GET', '/v2/bookings', { key: KEY });
    return ((await response.json()) as { data: unknown[] }).data.length;
  };
  return { ...simulator, post, book, count };
}

describe.each([
  ['of hosts who take turns', ROUND_ROBIN],
  ['that waits for confirmation', CONFIRM],
])('a booking %s', (_, eventTypeId) => {
  test('answers whoever attends it and books the same, with what it was made of', async () => {
    const { book, count } = await account();
    const guests = ['other@example.invalid'];
    const made = await book(eventTypeId, TEN, { guests, metadata: { ours: 'one' } });
    expect(await book(eventTypeId, TEN, { metadata: { ours: 'two' } })).toEqual(made);
    const other = { ...ATTENDEE, email: 'other@example.invalid' };
    expect(await book(eventTypeId, TEN, { attendee: other })).toEqual(made);
    // Whoever names a telephone number attends with that one.
    const called = { ...ATTENDEE, phoneNumber: '+4930123456' };
    if (eventTypeId === ROUND_ROBIN)
      expect((await book(eventTypeId, TEN, { attendee: called })).uid).not.toBe(made.uid);
    expect(await count()).toBe(eventTypeId === ROUND_ROBIN ? 2 : 1);
  });

  test('answers its attendee who moves another one there, which stays where it is', async () => {
    const { book, post, request, count } = await account();
    const [there, moved] = [await book(eventTypeId, NOON), await book(eventTypeId, TEN)];
    expect((await post(`/${moved.uid}/reschedule`, { start: NOON })).uid).toBe(there.uid);
    const still = await request('GET', `/v2/bookings/${moved.uid}`);
    expect(((await still.json()) as { data: Booking }).data.status).toBe(moved.status);
    expect(await count()).toBe(2);
  });
});

test('a place of a round robin answers without its name', async () => {
  const { book } = await account();
  const made = await book(SEATED_ROUND_ROBIN, TEN);
  expect(made.seatUid).toBe(made.attendees[0]?.seatUid);
  expect(await book(SEATED_ROUND_ROBIN, TEN)).toMatchObject({ uid: made.uid, seatUid: '', attendees: made.attendees });
  const joined = await book(SEATED_ROUND_ROBIN, TEN, { attendee: { ...ATTENDEE, email: 'other@example.invalid' } });
  expect([joined.uid, joined.attendees.length]).toEqual([made.uid, 2]);
});

test('no other booking answers: not one of a single host, nor one that was confirmed or declined', async () => {
  const { book, post, request } = await account();
  await book(M30, TEN);
  const again = await request('POST', '/v2/bookings', { body: { eventTypeId: M30, start: TEN, attendee: ATTENDEE } });
  expect(again.status).toBe(400);
  const declined = await book(CONFIRM, NOON);
  await request('POST', `/v2/bookings/${declined.uid}/decline`, { body: { reason: 'no' }, key: KEY });
  const waiting = await book(CONFIRM, NOON);
  expect(waiting.uid).not.toBe(declined.uid);
  // To its organizer it is nothing that has to wait.
  const other = await book(CONFIRM, '2026-11-24T14:00:00Z');
  const body = { start: NOON };
  expect((await request('POST', `/v2/bookings/${other.uid}/reschedule`, { body, key: KEY })).status).toBe(400);
  expect((await post(`/${other.uid}/reschedule`, body)).uid).toBe(waiting.uid);
});
