/** The calls that book, move and cancel, and that find a booking again. When a call may be made is not decided here; see `call_gate.ts`. */
import { z } from 'zod';
import { type EpochMs, epochMs } from '../verification/time.ts';
import { type BodyReading, readOne } from './account_body.ts';
import { type AccountCall, accountCall } from './account_call.ts';
import { bookingLanguageOf } from './booking_language.ts';
import { type AccountBooking, bookingSchema } from './bookings_body.ts';
import { type CalcomConnection, createCalcomRequest } from './calcom_request.ts';
import { CalcomRefused } from './errors.ts';
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

/** What is said of a cancellation. */
export interface Cancellation extends ChangeContent {
  readonly reason: string;
  /** With all of its series that follow. */
  readonly isWithFollowing?: boolean;
}

/** Books. A call that breaks off may have been carried out, or may yet be. */
export interface BookingsClient {
  /** Several for a series. */
  book(content: BookingContent): AccountCall<readonly AccountBooking[]>;
  move(uid: string, start: EpochMs, more?: ChangeContent): AccountCall<readonly AccountBooking[]>;
  /** Cal.com refuses to cancel without a reason where the key is the host's. */
  cancel(uid: string, more: Cancellation): AccountCall<readonly AccountBooking[]>;
  find(uid: string): AccountCall<readonly AccountBooking[]>;
  /** The booking in which somebody has that place. */
  findPlace(seatUid: string): AccountCall<readonly AccountBooking[]>;
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
    book: ({ eventType, start, attendee, metadata, ...content }) =>
      post('/v2/bookings', {
        ...eventType,
        ...{ start: new Date(start).toISOString(), ...content },
        attendee: { ...attendee, language: attendee.language && bookingLanguageOf(attendee.language) },
        // Cal.com keeps texts alone, and refuses the booking for anything else.
        metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)])),
      }),
    move: (uid, start, { seatUid, reason } = {}) =>
      post(`${pathOf(uid)}/reschedule`, {
        start: new Date(start).toISOString(),
        // Of a place no reason is taken: Cal.com refuses what it does not know.
        ...(seatUid === undefined ? { reschedulingReason: reason } : { seatUid }),
      }),
    cancel: (uid, { seatUid, reason: cancellationReason, isWithFollowing = false }) =>
      post(`${pathOf(uid)}/cancel`, {
        ...{ cancellationReason, seatUid },
        ...(isWithFollowing ? { cancelSubsequentBookings: true } : {}),
      }),
    find: (uid) => accountCall(request, pathOf(uid), readBookings),
    findPlace: (seatUid) => accountCall(request, `/v2/bookings/by-seat/${encodeURIComponent(seatUid)}`, readBookings),
    around: (asked) => {
      // All or none: one that cannot be read may be the one that is looked for.
      const list = accountCall(request, `/v2/bookings?${queryOf(asked)}`, (text) =>
        readOne(z.array(bookingSchema), text),
      );
      return async (signal) =>
        await list(signal).catch((error: unknown) => {
          if (!isOfNoEventType(error)) throw error;
          return { value: [], unreadable: 0, allowance: error.allowance };
        });
    },
  };
};

/** Cal.com lists no bookings of an event type that there is not, but refuses. */
const isOfNoEventType = (error: unknown): error is CalcomRefused =>
  error instanceof CalcomRefused && error.status === 400 && /event-types do not exist/i.test(error.message);

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
