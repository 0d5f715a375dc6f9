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

/** Of what Cal.com knows nothing it writes so, of a user that is gone for instance. */
const UNKNOWN = 'unknown';

const known = text.transform((value) => (value === UNKNOWN ? undefined : value));

/** A booking. What cannot be told is absent. */
export const bookingSchema = z
  .object({
    uid: z.string().min(1),
    status: z.string(),
    /** In milliseconds since 1970, like the times below. */
    start: instant,
    end: instant,
    updatedAt: instant.nullish(),
    createdAt: instant.nullish().transform((value) => value ?? undefined),
    metadata,
    /** The booking that it took the place of, and the one that took its, where it was moved. */
    rescheduledFromUid: text,
    rescheduledToUid: text,
    /** What all bookings of a series have in common. */
    recurringBookingUid: text,
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
      .array(z.object({ id: z.int().nullish().catch(undefined), name: known, email: known, username: known }))
      .nullish()
      .transform((value) => value ?? []),
    attendees: z
      .array(z.object({ email: text, seatUid: text, metadata }))
      .nullish()
      .transform((value) => value ?? []),
  })
  // One that was never changed since it was made need not say when it was.
  .transform(({ updatedAt, ...booking }) => ({ ...booking, updatedAt: updatedAt ?? booking.createdAt ?? 0 }));

/** A booking. */
export type AccountBooking = z.output<typeof bookingSchema>;
