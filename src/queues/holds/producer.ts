/** Puts holds on their queue. */
import type { HoldJob } from './job.ts';
import type { HoldsQueue } from './queue.ts';

/** The id of a job: there is one of each kind for a hold. */
export const holdJobId = ({ does, holdId }: Pick<HoldJob, 'does' | 'holdId'>): string => `${does}-${holdId}`;

/**
 * Queues it, or leaves the job that is there.
 * @param afterMs how long it waits before its turn
 * @returns the id of the job that does it
 * @throws when Redis cannot be reached
 */
export const queueHold = async (queue: HoldsQueue, job: HoldJob, afterMs = 0): Promise<string> => {
  const ownId = holdJobId(job);
  const sameKey = job.does === 'hold' ? job.sameKey : undefined;
  const queued = await queue.add(nameOf(job), job, {
    jobId: ownId,
    ...(afterMs > 0 ? { delay: afterMs } : {}),
    ...(sameKey === undefined ? {} : { deduplication: { id: sameKey } }),
  });
  return queued.id ?? ownId;
};

const nameOf = (job: HoldJob): string => {
  switch (job.does) {
    case 'hold':
      return `Hold event type ${job.eventTypeId} at ${job.starts.map((start) => new Date(start).toISOString()).join(', or ')}`;
    case 'release':
      return 'Give back';
    case 'end':
      return `End of event type ${job.slot.eventTypeId} at ${new Date(job.slot.from).toISOString()}`;
  }
};
