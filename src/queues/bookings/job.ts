/** The `bookings` queue: one job is one booking, or one change of it. Who attends stands in no job: see `src/booking/personal_data.ts`. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';

/** What a job carries. */
export const bookingJobSchema = z.object({
  account: jobAccount,
  bookingId: z.string(),
  /** The number of the change that is asked for; none for the booking itself. */
  change: z.int().optional(),
  requestId: z.string(),
});

/** What a job carries. */
export type BookingJob = z.output<typeof bookingJobSchema>;

/** How it ended: in a word, as the booking itself is read by its id. */
export const bookingOutcomeSchema = z.object({ state: z.string() });

/** How it ended. */
export type BookingOutcome = z.output<typeof bookingOutcomeSchema>;
