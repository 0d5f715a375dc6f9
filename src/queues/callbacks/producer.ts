/** Puts callbacks on their queue: for one verification at most one, however often it is asked for. */
import { type CallbackJob, callbackJobSchema, type VerificationEnd } from './job.ts';
import type { CallbacksQueue } from './queue.ts';

/** Queues a callback, or leaves the one that is there for the same verification as it is. */
export const queueCallback = async (queue: CallbacksQueue, callback: CallbackJob): Promise<void> => {
  // BullMQ adds no second job under an id that exists, and finished callbacks stay longer than any verification.
  await queue.add(`${callback.end.status} for ${URL.parse(callback.url)?.host ?? 'nobody'}`, callback, {
    jobId: callback.verificationId,
  });
};

/** How the verification ended, if that was queued as a callback already. */
export const queuedEnd = async (
  queue: CallbacksQueue,
  verificationId: string,
): Promise<VerificationEnd | undefined> => {
  const job = await queue.getJob(verificationId);
  return job === undefined ? undefined : callbackJobSchema.parse(job.data).end;
};
