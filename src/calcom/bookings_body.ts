/** Bookings as Cal.com lists them, as far as they say whose time they take. */
import { z } from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const instant = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** A booking. What cannot be told is absent. */
export const bookingSchema = z.object({
  uid: z.string().min(1),
  status: z.string(),
  /** In milliseconds since 1970, like the times below. */
  start: instant,
  end: instant,
  updatedAt: instant,
  eventTypeId: z
    .int()
    .nullish()
    .transform((value) => value || undefined),
  eventType: z
    .object({ slug: text })
    .nullish()
    .transform((value) => value ?? undefined),
  hosts: z
    .array(z.object({ id: z.int().nullish(), email: text, username: text }))
    .nullish()
    .transform((value) => value ?? []),
  attendees: z
    .array(z.object({ email: text }))
    .nullish()
    .transform((value) => value ?? []),
});

/** A booking. */
export type AccountBooking = z.output<typeof bookingSchema>;
