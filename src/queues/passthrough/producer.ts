/** Puts operations on their queue. */
import type { PassthroughJob } from './job.ts';
import type { PassthroughQueue } from './queue.ts';

/** At the gate and in the queue: a caller waits. */
export const PASSTHROUGH_PRIORITY = 1;

/** Queues an operation. @param name what Bull Board shows, without ids @throws when Redis cannot be reached */
export const queuePassthrough = async (
  queue: PassthroughQueue,
  id: string,
  name: string,
  job: PassthroughJob,
): Promise<void> => {
  await queue.add(name, job, { jobId: id });
};
