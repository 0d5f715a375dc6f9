/** The calls that book, move and cancel, and that find a booking again. When a call may be made is not decided here; see `call_gate.ts`. */
import { z } from 'zod';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { type BodyReading, readOne } from './account_body.ts';
import { type AccountCall, accountCall } from './account_call.ts';
import { type AccountBooking, bookingSchema } from './bookings_body.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';
import type { EventType } from './event_type.ts';

/** Who books, as Cal.com wants it. */
export interface Attendee {
  readonly name: string;
  readonly timeZone: string;
  readonly email?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly language?: string | undefined;
}

/** What is booked. */
export interface BookingContent {
  readonly eventType: Exclude<EventType, { usernames: unknown }>;
  readonly start: EpochMs;
  readonly attendee: Attendee;
  readonly lengthInMinutes?: number | undefined;
  readonly guests?: readonly string[] | undefined;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  readonly bookingFieldsResponses?: Readonly<Record<string, unknown>> | undefined;
}

/** Bookings that may be looked through for one that begins at an instant. */
export interface BookingsAround {
  readonly start: EpochMs;
  /** Undefined where only a name is known. */
  readonly eventTypeId: number | undefined;
  /** All that begin at the instant or later, as far as one list goes. */
  readonly isOpenEnded?: boolean;
}

/** What else is said of a change. */
export interface ChangeContent {
  /** The place that is ours, of a seated booking. */
  readonly seatUid?: string | undefined;
  readonly reason?: string | undefined;
}

/** Books. A call that breaks off may have been carried out, or may yet be. */
export interface BookingsClient {
  /** Several for a series. */
  book(content: BookingContent): AccountCall<readonly AccountBooking[]>;
  move(uid: string, start: EpochMs, more?: ChangeContent): AccountCall<readonly AccountBooking[]>;
  /** Cal.com refuses to cancel without a reason where the key is the host's. */
  cancel(uid: string, more: ChangeContent & { readonly reason: string }): AccountCall<readonly AccountBooking[]>;
  find(uid: string): AccountCall<readonly AccountBooking[]>;
  /** Those of every status that begin at that instant, and some after it. */
  around(asked: BookingsAround): AccountCall<readonly AccountBooking[]>;
}

/** The version that has them. */
const API_VERSION = '2024-08-13';

/** No booking is longer than a day. */
const LONGEST_MS = 24 * 3_600_000;

/** The most that Cal.com lists at once. Those that begin first are listed first, so what lies beyond begins later. */
const PAGE = 250;

/** Makes a client with connections of its own, which it keeps alive. */
export const createBookingsClient = (connection: Omit<CalcomConnection, 'apiVersion'>): BookingsClient => {
  const request = createCalcomRequest({ ...connection, apiVersion: API_VERSION });
  const post = (path: string, json: unknown) => accountCall(request, path, readBookings, { method: 'POST', json });
  const pathOf = (uid: string): string => `/v2/bookings/${encodeURIComponent(uid)}`;
  return {
    book: ({ eventType, start, ...content }) =>
      post('/v2/bookings', { ...eventType, start: new Date(start).toISOString(), ...content }),
    move: (uid, start, { seatUid, reason: reschedulingReason } = {}) =>
      post(`${pathOf(uid)}/reschedule`, { start: new Date(start).toISOString(), seatUid, reschedulingReason }),
    cancel: (uid, { seatUid, reason: cancellationReason }) =>
      post(`${pathOf(uid)}/cancel`, { cancellationReason, seatUid }),
    find: (uid) => accountCall(request, pathOf(uid), readBookings),
    around: (asked) =>
      // All or none: one that cannot be read may be the one that is looked for.
      accountCall(request, `/v2/bookings?${queryOf(asked)}`, (text) => readOne(z.array(bookingSchema), text)),
  };
};

const queryOf = ({ start, eventTypeId, isOpenEnded = false }: BookingsAround): string =>
  new URLSearchParams({
    ...(eventTypeId === undefined ? {} : { eventTypeIds: String(eventTypeId) }),
    afterStart: new Date(start).toISOString(),
    ...(isOpenEnded ? {} : { beforeEnd: new Date(epochMs(start + LONGEST_MS)).toISOString() }),
    sortStart: 'asc',
    take: String(PAGE),
  }).toString();

/** One is answered as an object, a series as a list. An answer of which one booking cannot be read tells nothing. */
const readBookings = (text: string): BodyReading<readonly AccountBooking[]> | undefined => {
  const one = readOne(bookingSchema, text);
  if (one !== undefined) return { value: [one.value], unreadable: 0 };
  return readOne(z.array(bookingSchema).min(1), text);
};
