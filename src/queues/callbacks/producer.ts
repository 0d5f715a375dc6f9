/** Puts callbacks on their queue: for one verification or booking at most one, however often it is asked for. */
import { type CallbackJob, callbackJobSchema, subjectIdOf, type VerificationEnd } from './job.ts';
import type { CallbacksQueue } from './queue.ts';

/** Queues a callback, or leaves the one that is there for the same as it is. */
export const queueCallback = async (queue: CallbacksQueue, callback: CallbackJob): Promise<void> => {
  // BullMQ adds no second job under an id that exists, and finished callbacks stay longer than any verification.
  const status = 'bookingId' in callback ? callback.status : callback.end.status;
  await queue.add(`${status} for ${URL.parse(callback.url)?.host ?? 'nobody'}`, callback, {
    jobId: subjectIdOf(callback),
  });
};

/** How the verification ended, if that was queued as a callback already. */
export const queuedEnd = async (
  queue: CallbacksQueue,
  verificationId: string,
): Promise<VerificationEnd | undefined> => {
  const job = await queue.getJob(verificationId);
  const callback = job === undefined ? undefined : callbackJobSchema.parse(job.data);
  return callback === undefined || 'bookingId' in callback ? undefined : callback.end;
};
