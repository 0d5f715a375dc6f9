/** What Cal.com takes in the bodies of its bookings API, and in which words it refuses the rest. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { type ErrorBody, NOW } from '../support/running_simulator.ts';
import { recordedWorld } from './recordings/recorded_world.ts';

const M30 = 1;
const MULTI = 6;
const WEEKLY = 13;
const ATTENDEE = { name: 'Guest', email: 'guest@example.invalid', timeZone: 'Europe/Berlin' };
const BODY = { eventTypeId: M30, start: '2026-11-24T10:00:00Z', attendee: ATTENDEE };

type Booking = { uid: string; attendees: object[] };

let url = '';

beforeAll(async () => {
  const simulator = createSimulator({ world: recordedWorld(), latency: 'none', clock: () => NOW });
  ({ url } = await simulator.listen(0));
  return () => simulator.close();
});

async function post(path: string, body: object) {
  const response = await fetch(`${url}/v2/bookings${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' },
    body: JSON.stringify(body),
  });
  const { data, error } = (await response.json()) as Partial<ErrorBody> & { data?: Booking };
  return { status: response.status, code: error?.code, message: error?.message, data };
}

async function refused(path: string, body: object, message: string, code = 'BadRequestException') {
  expect(await post(path, body)).toEqual({ status: 400, code, message });
}

describe('a body has just the properties that it may have', () => {
  test('all that a booking may have are taken', async () => {
    const { status, data } = await post('', {
      ...BODY,
      attendee: { ...ATTENDEE, phoneNumber: '+4930123456', language: 'de' },
      ...{ bookingFieldsResponses: { notes: 'none' }, guests: ['other@example.invalid'], metadata: { ours: 'one' } },
      ...{ location: { type: 'attendeeDefined', location: 'here' }, meetingUrl: 'https://example.invalid/room' },
      ...{ routing: { responseId: 1, teamMemberIds: [1] }, emailVerificationCode: '1', rrHostSubsetIds: [1] },
      ...{ recurrenceCount: 1, lengthInMinutes: null, username: 'anna', teamSlug: null },
    });
    expect(status).toBe(201);
    const seatless = { start: '2026-11-24T12:00:00Z', reschedulingReason: 'Ill', rescheduledBy: ATTENDEE.email };
    const body = { ...seatless, emailVerificationCode: '1', rrHostSubsetIds: [1] };
    const { data: moved } = await post(`/${data?.uid}/reschedule`, body);
    expect(moved?.uid).toBeDefined();
    await refused(
      `/${moved?.uid}/cancel`,
      { reason: 'Ill' },
      'reason property is wrong,property reason should not exist ',
    );
    const both = { cancellationReason: 'Ill', cancelSubsequentBookings: false };
    const seat = 'cancelSubsequentBookings property is wrong,property cancelSubsequentBookings should not exist ';
    await refused(`/${moved?.uid}/cancel`, { ...both, seatUid: 'none' }, seat);
    expect((await post(`/${moved?.uid}/cancel`, both)).status).toBe(200);
  });

  test('a place is moved for no reason', async () => {
    const { data } = await post('', { ...BODY, start: '2026-11-25T10:00:00Z' });
    const body = { start: '2026-11-25T12:00:00Z', reschedulingReason: 'Ill', seatUid: 'none' };
    const says = 'reschedulingReason property is wrong,property reschedulingReason should not exist ';
    await refused(`/${data?.uid}/reschedule`, body, says);
  });

  test('what is strange is told first, and what is within an attendee after him', async () => {
    const attendee = { ...ATTENDEE, name: 1, timeZone: 'Mars', phone: '1' };
    await refused(
      '',
      { ...BODY, attendee, foo: 1, bar: 2, guests: 'none', lengthInMinutes: 0 },
      'foo property is wrong,property foo should not exist , bar property is wrong,property bar should not exist , ' +
        'attendee property is wrong, phone property is wrong,property phone should not exist , ' +
        'name property is wrong,name must be a string , timeZone property is wrong,timeZone must be a valid IANA time-zone , ' +
        'guests property is wrong,guests must be an array , lengthInMinutes property is wrong,lengthInMinutes must not be less than 1 ',
    );
  });

  test('nothing says which event type it is', async () => {
    const { eventTypeId: _, ...body } = BODY;
    await refused(
      '',
      { ...body, username: 'anna' },
      'eventTypeId or eventTypeSlug + username property is wrong,Either eventTypeId or eventTypeSlug + username or eventTypeSlug + ' +
        'teamSlug must be provided ',
    );
  });
});

describe('an attendee', () => {
  test('reads one of the languages that Cal.com writes', async () => {
    const { message } = await post('', { ...BODY, attendee: { ...ATTENDEE, language: 'hi' } });
    expect(message).toMatch(
      /^attendee property is wrong, language property is wrong,language must be one of the following values: ar, ca, .*, bn $/,
    );
  });

  test('has an e-mail address, which is not missed before the body is read again', async () => {
    const { email: _, ...nobody } = ATTENDEE;
    const phone = { ...nobody, phoneNumber: '+4930123456' };
    const contact = 'Attendee must have at least one contact method (email or phone number)';
    await refused(
      '',
      { ...BODY, attendee: nobody },
      `attendee property is wrong, attendee email or phone property is wrong,${contact} `,
    );
    const again = (eventTypeId: number, attendee: object, says: string) =>
      refused('', { ...BODY, eventTypeId, attendee }, `${says}, `, 'BAD_REQUEST');
    await again(M30, phone, 'responses - {email}error_required_field');
    await again(WEEKLY, phone, 'responses.email - Required');
    await again(M30, { ...ATTENDEE, email: 'nonsense' }, 'responses - {email}email_validation_error');
    await again(M30, { ...ATTENDEE, name: '' }, 'responses - {name}error_required_field');
  });

  test('is answered with his language and telephone number, and his guests with neither', async () => {
    const attendee = { ...ATTENDEE, language: 'de', phoneNumber: '+4930123456' };
    const { data } = await post('', {
      ...BODY,
      start: '2026-11-27T10:00:00Z',
      attendee,
      guests: ['other@example.invalid'],
    });
    expect(data?.attendees).toEqual([
      { ...attendee, displayEmail: ATTENDEE.email, absent: false },
      expect.objectContaining({ email: 'other@example.invalid', language: 'en' }),
    ]);
    expect(data?.attendees[1]).not.toHaveProperty('phoneNumber');
  });

  test('brings guests of different e-mail addresses', async () => {
    const bring = (guests: string[], fault: string) =>
      refused('', { ...BODY, guests }, `responses - {guests}${fault}, `, 'BAD_REQUEST');
    await bring(['nonsense'], 'email_validation_error');
    await bring(['other@example.invalid', 'other@example.invalid'], 'duplicate_email');
  });
});

test('a length is only chosen where there is a choice', async () => {
  const body = { ...BODY, start: '2026-11-26T10:00:00Z', lengthInMinutes: 30 };
  await refused(
    '',
    body,
    "Can't specify 'lengthInMinutes' because event type does not have multiple possible lengths. Please, remove the " +
      "'lengthInMinutes' field from the request.",
  );
  expect((await post('', { ...body, eventTypeId: MULTI })).status).toBe(201);
});
