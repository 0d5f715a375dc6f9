// GET /v2/bookings: which of a user's bookings are asked for, in which order, and how many there are.

import { z } from 'zod';
import type { SimulatedAccount } from '../account/account.ts';
import { trpcError } from '../api_error.ts';
import { frameworkRead } from '../http/framework_validation.ts';
import { isoInstant } from '../request_body.ts';
import type { Booking } from '../world/booking.ts';

const STATUSES = ['upcoming', 'recurring', 'past', 'cancelled', 'unconfirmed'] as const;
const order = z.enum(['asc', 'desc']).optional();
const instant = isoInstant.optional();
const MOST_A_PAGE = 250;
const USUAL_PAGE = 100;

const listSchema = z.object({
  status: z
    .string()
    .transform((text) => text.split(',').map((status) => status.trim()))
    .pipe(z.array(z.enum(STATUSES)))
    .optional(),
  eventTypeIds: z
    .string()
    .transform((text) => text.split(',').map((id) => Number.parseInt(id, 10)))
    .pipe(z.array(z.number()))
    .optional(),
  eventTypeId: z.coerce.number().int().optional(),
  attendeeEmail: z.string().optional(),
  attendeeName: z.string().optional(),
  bookingUid: z.string().optional(),
  afterStart: instant,
  beforeEnd: instant,
  afterCreatedAt: instant,
  beforeCreatedAt: instant,
  afterUpdatedAt: instant,
  beforeUpdatedAt: instant,
  sortStart: order,
  sortEnd: order,
  sortCreated: order,
  sortUpdatedAt: order,
  take: z.coerce.number().int().min(1).max(MOST_A_PAGE).default(USUAL_PAGE),
  skip: z.coerce.number().int().min(0).default(0),
});

/** A list that is asked for. */
export type BookingListQuery = z.output<typeof listSchema>;

/** A page of bookings and what Cal.com says of the pages around it. */
export type BookingPage = {
  readonly bookings: readonly Booking[];
  readonly pagination: Record<string, number | boolean>;
};

/** Reads a parsed query string. Throws an ApiError (400) when it does not fit. */
export function readBookingListQuery(parameters: unknown): BookingListQuery {
  return frameworkRead(listSchema, parameters);
}

/** The ids of the event types that are asked for; undefined is all. Throws an ApiError (400) when there is none of them. */
export function askedEventTypes(
  { eventTypeIds, eventTypeId }: BookingListQuery,
  account: SimulatedAccount,
): readonly number[] | undefined {
  const asked = eventTypeIds ?? (eventTypeId === undefined ? undefined : [eventTypeId]);
  const found = asked && account.withMembers(asked);
  if (found?.length === 0) throw trpcError(400, 'The requested event-types do not exist.');
  return found;
}

/** The asked page of `bookings`, which are all that the user is shown; `now` is epoch ms. */
export function pageOf(
  bookings: readonly Booking[],
  query: BookingListQuery,
  eventTypeIds: readonly number[] | undefined,
  now: number,
): BookingPage {
  const { take, skip } = query;
  const counted = bookings.filter(
    (booking) => (eventTypeIds?.includes(booking.eventTypeId) ?? true) && isAsked(booking, query, now),
  );
  const asked = counted.filter(({ updatedAt }) => isBetween(updatedAt, query.afterUpdatedAt, query.beforeUpdatedAt));
  const page = sorted(asked, query).slice(skip, skip + take);
  // Cal.com counts without looking at when a booking was changed.
  const total = counted.length;
  const totalPages = Math.ceil(total / take);
  const currentPage = Math.floor(skip / take) + 1;
  return {
    bookings: page,
    pagination: {
      returnedItems: page.length,
      totalItems: total,
      itemsPerPage: take,
      remainingItems: Math.max(0, total - skip - page.length),
      currentPage,
      totalPages,
      hasNextPage: currentPage < totalPages,
      hasPreviousPage: currentPage > 1,
    },
  };
}

function isAsked(booking: Booking, query: BookingListQuery, now: number): boolean {
  const { status, attendeeEmail, attendeeName, bookingUid } = query;
  return (
    (status === undefined || status.some((one) => isOf(booking, one, now))) &&
    (attendeeEmail === undefined || booking.attendees.some(({ email }) => email === attendeeEmail)) &&
    (attendeeName === undefined || booking.attendees.some(({ name }) => name === attendeeName)) &&
    (bookingUid === undefined || bookingUid === booking.uid) &&
    isBetween(booking.start, query.afterStart, undefined) &&
    isBetween(booking.end, undefined, query.beforeEnd) &&
    isBetween(booking.createdAt, query.afterCreatedAt, query.beforeCreatedAt)
  );
}

function isOf({ status, end, seriesUid }: Booking, asked: (typeof STATUSES)[number], now: number): boolean {
  const stands = status === 'accepted' || status === 'pending';
  switch (asked) {
    case 'upcoming':
      return end >= now && (seriesUid === undefined ? stands : status === 'accepted');
    case 'recurring':
      return end >= now && stands && seriesUid !== undefined;
    case 'past':
      return end <= now && stands;
    case 'cancelled':
      return !stands;
    case 'unconfirmed':
      return end >= now && status === 'pending';
  }
}

function isBetween(instant: number, from: number | undefined, until: number | undefined): boolean {
  return instant >= (from ?? Number.NEGATIVE_INFINITY) && instant <= (until ?? Number.POSITIVE_INFINITY);
}

function sorted(bookings: readonly Booking[], query: BookingListQuery): Booking[] {
  const orders = [
    [query.sortStart, 'start'],
    [query.sortEnd, 'end'],
    [query.sortCreated, 'createdAt'],
    [query.sortUpdatedAt, 'updatedAt'],
  ] as const;
  const [direction, by] = orders.find(([asked]) => asked !== undefined) ?? ['asc', 'start'];
  const sign = direction === 'desc' ? -1 : 1;
  return [...bookings].sort((one, other) => sign * (one[by] - other[by] || one.id - other.id));
}
