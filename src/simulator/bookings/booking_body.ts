// The bodies of the bookings API. Cal.com takes many more properties than these; they change nothing here, so they are let through.

import { z } from 'zod';
import { isoInstant } from '../request_body.ts';
import { isTimeZone } from '../zone.ts';

const METADATA_FAULT =
  'Metadata must have at most 50 keys, each key up to 40 characters, and string values up to 500 characters.';

function isMetadata(metadata: Record<string, unknown>): boolean {
  const entries = Object.entries(metadata);
  return entries.length <= 50 && entries.every(([key, value]) => key.length <= 40 && isMetadataValue(value));
}

function isMetadataValue(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= 500 : typeof value === 'number' || typeof value === 'boolean';
}

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
  metadata: z.record(z.string(), z.unknown()).refine(isMetadata, { message: METADATA_FAULT }).optional(),
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
