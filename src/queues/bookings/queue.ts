import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { BookingJob, BookingOutcome } from './job.ts';

/** How long a finished job is kept, in seconds; the booking itself is kept until it is over. */
const KEPT_SECONDS = 24 * 60 * 60;

/** The rules of the queue of bookings. */
export const BOOKINGS = {
  name: 'bookings',
  holds: 'Bookings, moves and cancellations',
  oneJob: 'One booking, or one change of it',
  // Each is tried until its outcome is known, by going back to the queue: a second attempt without a look could book twice.
  attempts: 1,
  completedKept: { seconds: KEPT_SECONDS },
  failedKept: { seconds: KEPT_SECONDS },
} as const satisfies QueueRules;

/** The queue of bookings. */
export type BookingsQueue = Queue<BookingJob, BookingOutcome, string>;

/** Opens the queue. */
export const createBookingsQueue = (connection: Redis | Cluster): BookingsQueue => createJobQueue(BOOKINGS, connection);
