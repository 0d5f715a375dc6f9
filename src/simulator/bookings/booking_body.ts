// The bodies of the bookings API. Cal.com takes many more properties than these; they change nothing here, so they are let through.

import { z } from 'zod';
import { isoInstant } from '../request_body.ts';
import { isTimeZone } from '../zone.ts';

const attendeeSchema = z.object(
  {
    name: z.string().min(1),
    email: z.email(),
    timeZone: z.string().refine(isTimeZone, { message: 'timeZone must be a valid IANA time-zone' }),
  },
  { error: ({ input }) => (input === undefined ? 'attendee should not be null or undefined' : undefined) },
);

/** Who books what, and when. */
export const bookingSchema = z.object({
  eventTypeId: z.int().optional(),
  eventTypeSlug: z.string().optional(),
  username: z.string().optional(),
  teamSlug: z.string().optional(),
  organizationSlug: z.string().optional(),
  start: isoInstant,
  lengthInMinutes: z.int().positive().optional(),
  /** How many of a series, unless all of it. */
  recurrenceCount: z.int().positive().optional(),
  /** Ids of the hosts of a round robin to choose from. */
  rrHostSubsetIds: z.array(z.int()).optional(),
  guests: z.array(z.email()).optional(),
  attendee: attendeeSchema,
});

/** What `bookingSchema` reads. */
export type BookingBody = z.output<typeof bookingSchema>;

/** Where a booking is moved to; `seatUid` moves one place of a seated one. */
export const rescheduleSchema = z.object({
  start: isoInstant,
  reschedulingReason: z.string().optional(),
  seatUid: z.string().optional(),
});

/** What is cancelled: a booking, one place of it, or with it all that follow in its series. */
export const cancelSchema = z
  .object({
    cancellationReason: z.string().optional(),
    cancelSubsequentBookings: z.boolean().optional(),
    seatUid: z.string().optional(),
  })
  .default({});

/** Why a booking is declined. */
export const declineSchema = z.object({ reason: z.string().optional() }).default({});
