/** Puts bookings on their queue. */
import type { BookingJob } from './job.ts';
import type { BookingsQueue } from './queue.ts';

/** The id of a job. */
export const bookingJobId = ({ bookingId, change }: Pick<BookingJob, 'bookingId' | 'change'>): string =>
  change === undefined ? bookingId : `${bookingId}-${change}`;

/**
 * Queues a booking or a change of one, or leaves the job that is there for it as it is.
 * @param name what it is, in words that name nobody
 * @throws when Redis cannot be reached
 */
export const queueBooking = async (queue: BookingsQueue, job: BookingJob, name: string): Promise<void> => {
  await queue.add(name, job, { jobId: bookingJobId(job) });
};

/** Queues it also where its job has failed, which only BullMQ itself makes of one: found without its worker too often. */
export const requeueBooking = async (queue: BookingsQueue, job: BookingJob, name: string): Promise<void> => {
  const former = await queue.getJob(bookingJobId(job));
  if (former === undefined) return await queueBooking(queue, job, name);
  if (await former.isFailed()) await former.retry('failed');
};
