/** What operations that somebody else has asked for do to availability. */
import { expect, test } from 'vitest';
import { readOperation } from '../../src/calcom/operation.ts';
import { effectOfOperation, type OperationEffect, possibleEffect } from '../../src/calcom/operation_effect.ts';
import { epochMs } from '../../src/verification/time.ts';

const NOW = epochMs(Date.parse('2026-11-23T06:00:00Z'));
const [FROM, UNTIL] = ['2026-11-24T08:00:00.000Z', '2026-11-24T08:30:00.000Z'];
const TIME = { from: Date.parse(FROM), until: Date.parse(UNTIL), datesOnly: false };

const operationOf = (line: string) => {
  const [method = '', path = ''] = line.split(' ');
  const operation = readOperation(method, path);
  if (operation === undefined) throw new Error(`not an operation: ${line}`);
  return operation;
};

const effect = (line: string, data: unknown, asked: unknown = {}): OperationEffect =>
  effectOfOperation(
    operationOf(line),
    Buffer.from(JSON.stringify(asked)),
    Buffer.from(JSON.stringify({ status: 'success', data })),
    NOW,
  );

const booking = {
  uid: 'abc',
  status: 'accepted',
  start: FROM,
  end: UNTIL,
  updatedAt: FROM,
  eventTypeId: 101,
  hosts: [{ id: 1, email: 'Anna@example.com', username: 'anna' }],
  attendees: [{ email: 'vera@example.com' }],
};

test('a booking takes its time, a series each of its times', () => {
  const taken = { uid: 'abc', booked: { eventTypeId: 101 }, taken: [TIME], doubted: [], isPending: false };
  expect(effect('POST /v2/bookings', booking)).toMatchObject({ kind: 'booked', changes: [taken] });
  expect(effect('POST /v2/bookings', [booking, { ...booking, uid: 'def' }])).toMatchObject({
    changes: [taken, { ...taken, uid: 'def' }],
  });
  expect(effect('POST /v2/bookings', { ...booking, status: 'pending' })).toMatchObject({
    changes: [{ ...taken, isPending: true }],
  });
  expect(effect('POST /v2/bookings/abc/confirm', booking)).toMatchObject({ changes: [taken] });
});

test.each(['confirm', 'decline'])('of a series, which one %s is for, the other times are missing', (verb) => {
  const recurringBookingUid = 'series';
  const own = { uid: 'abc', timesMissing: false };
  const others = { uid: undefined, hosts: [{ userId: 1 }], taken: [], doubted: [], timesMissing: true };
  const ofSeries = { ...booking, recurringBookingUid };
  expect(effect(`POST /v2/bookings/abc/${verb}`, ofSeries)).toMatchObject({ changes: [own, others] });
  // Whatever else is done to one is done to it alone.
  expect(effect('POST /v2/bookings/abc/cancel', ofSeries)).toMatchObject({ changes: [own] });
});

test('a booking of the first version is one', () => {
  const { start: startTime, end: endTime, hosts: _hosts, updatedAt: _updatedAt, ...rest } = booking;
  const older = { ...rest, id: 1, startTime, endTime, status: 'ACCEPTED', user: { email: 'anna@example.com' } };
  expect(effect('POST /v2/bookings', older)).toMatchObject({
    changes: [{ uid: 'abc', taken: [TIME], hosts: [{ email: 'anna@example.com' }], createdAt: NOW }],
  });
});

test('what is given back is doubted, and of a move the old time is missing', () => {
  const freed = { changes: [{ taken: [], doubted: [TIME] }] };
  expect(effect('POST /v2/bookings/abc/cancel', { ...booking, status: 'cancelled' })).toMatchObject(freed);
  // One seat of several.
  expect(effect('POST /v2/bookings/abc/cancel', booking)).toMatchObject(freed);
  expect(effect('POST /v2/bookings/abc/decline', { ...booking, status: 'rejected' })).toMatchObject(freed);
  expect(effect('POST /v2/bookings/abc/reschedule', booking)).toMatchObject({
    changes: [{ taken: [TIME], timesMissing: true }],
  });
});

test('a reservation holds its slot, by either version, until it is given back', () => {
  const slot = { uid: 'r', eventTypeId: 101, from: Date.parse(FROM), until: Date.parse(UNTIL) };
  const held = { reservationUid: 'r', eventTypeId: 101, slotStart: FROM, slotEnd: UNTIL };
  const reservationUntil = '2026-11-23T06:10:00.000Z';
  expect(effect('POST /v2/slots/reservations', { ...held, reservationUntil })).toEqual({
    kind: 'held',
    slot: { ...slot, heldUntil: Date.parse(reservationUntil) },
  });
  const older = { eventTypeId: 101, slotUtcStartDate: FROM, slotUtcEndDate: UNTIL };
  expect(effect('POST /v2/slots/reserve', 'r', older)).toEqual({
    kind: 'held',
    slot: { ...slot, heldUntil: NOW + 5 * 60_000 },
  });
  expect(effect('DELETE /v2/slots/reservations/R-1', undefined)).toEqual({ kind: 'released', uid: 'R-1' });
  expect(effect('DELETE /v2/slots/selected-slot?uid=R-1', undefined)).toEqual({ kind: 'released', uid: 'R-1' });
});

test.each([
  ['PATCH /v2/schedules/7', { id: 7, ownerId: 3 }, { kind: 'hours', userId: 3 }],
  ['DELETE /v2/schedules/7', undefined, { kind: 'hours', userId: undefined }],
  ['DELETE /v2/organizations/1/users/5/schedules/7', undefined, { kind: 'hours', userId: 5 }],
  ['PATCH /v2/me', { id: 3, email: 'a@b.c' }, { kind: 'hours', userId: 3 }],
  ['POST /v2/organizations/1/users/5/ooo', { id: 99, userId: 5 }, { kind: 'hours', userId: 5 }],
  ['POST /v2/selected-calendars', {}, { kind: 'hours', userId: undefined }],
  ['PATCH /v2/event-types/101', { id: 101 }, { kind: 'event-type', id: 101 }],
  ['POST /v2/event-types', { id: 102 }, { kind: 'event-type', id: 102 }],
  ['PATCH /v2/organizations/1/teams/2/event-types/103', {}, { kind: 'event-type', id: 103 }],
  ['PATCH /v2/atoms/event-types/104', {}, { kind: 'event-type', id: 104 }],
  ['POST /v2/teams/2/memberships', {}, { kind: 'unknown' }],
  ['POST /v2/bookings/abc/reassign', { bookingUid: 'abc' }, { kind: 'unknown' }],
  ['POST /v2/bookings', 'no booking', { kind: 'unknown' }],
  ['POST /v2/event-types/101/webhooks', {}, { kind: 'none' }],
  ['PATCH /v2/event-types/101/private-links/9', {}, { kind: 'none' }],
  ['POST /v2/api-keys/refresh', {}, { kind: 'none' }],
])('%s', (line, data, expected) => {
  expect(effect(line, data)).toEqual(expected);
});

test.each([
  ['POST /v2/bookings', { kind: 'unknown' }],
  ['POST /v2/slots/reservations', { kind: 'unknown' }],
  ['PATCH /v2/event-types/101', { kind: 'event-type', id: 101 }],
  ['PATCH /v2/schedules/7', { kind: 'hours', userId: undefined }],
  ['POST /v2/webhooks', { kind: 'none' }],
])('%s without an answer', (line, expected) => {
  expect(possibleEffect(operationOf(line))).toEqual(expected);
});
