/** Bookings as Cal.com lists them, as far as they say whose time they take. */
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const instant = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** What a client keeps with a booking: only its texts are of any use here. */
const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

/** A booking. What cannot be told is absent. */
export const bookingSchema = z.object({
  uid: z.string().min(1),
  status: z.string(),
  /** In milliseconds since 1970, like the times below. */
  start: instant,
  end: instant,
  updatedAt: instant,
  createdAt: instant.nullish().transform((value) => value ?? undefined),
  metadata,
  /** The booking that took its place, where it was moved. */
  rescheduledToUid: text,
  /** The place of a seated booking that a call took. */
  seatUid: text,
  eventTypeId: z
    .int()
    .nullish()
    .transform((value) => value || undefined),
  eventType: z
    .object({ slug: text })
    .nullish()
    .transform((value) => value ?? undefined),
  hosts: z
    .array(z.object({ id: z.int().nullish(), name: text, email: text, username: text }))
    .nullish()
    .transform((value) => value ?? []),
  attendees: z
    .array(z.object({ email: text, seatUid: text, metadata }))
    .nullish()
    .transform((value) => value ?? []),
});

/** A booking. */
export type AccountBooking = z.output<typeof bookingSchema>;
