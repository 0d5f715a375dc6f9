/** Bookings in the answer to an operation on them, in the versions of Cal.com's API that there are. Pure. */
import { z } from 'zod';
import type { EpochMs } from '../verification/time.ts';
import { type AccountBooking, bookingSchema } from './bookings_body.ts';

/** As the first version writes one, which components for pages still ask in. */
const firstVersion = z.object({
  uid: z.unknown(),
  status: z.string(),
  startTime: z.unknown(),
  endTime: z.unknown(),
  eventTypeId: z.unknown(),
  user: z.unknown(),
  attendees: z.unknown(),
});

/** The bookings; undefined where there are none, or any cannot be read. @param now where no time of a change is told */
export const answeredBookings = (data: unknown, now: EpochMs): readonly AccountBooking[] | undefined => {
  const read = (Array.isArray(data) ? data : [data]).map((one) => readOne(one, now));
  return read.length === 0 || read.includes(undefined) ? undefined : read.filter((one) => one !== undefined);
};

const readOne = (data: unknown, now: EpochMs): AccountBooking | undefined => {
  const newer = bookingSchema.safeParse(data);
  if (newer.success) return newer.data;
  const older = firstVersion.safeParse(data);
  if (!older.success) return undefined;
  const { startTime: start, endTime: end, status, user, ...same } = older.data;
  const hosts = user === null || user === undefined ? [] : [user];
  const updatedAt = new Date(now).toISOString();
  return bookingSchema.safeParse({ ...same, start, end, status: status.toLowerCase(), updatedAt, hosts }).data;
};
