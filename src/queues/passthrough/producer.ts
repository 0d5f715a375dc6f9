/** Puts operations on their queue. */
import type { PassthroughJob } from './job.ts';
import type { PassthroughQueue } from './queue.ts';

/** In the queue: whoever has no key of ours comes after those who have; BullMQ takes the smaller number first. */
const PRIORITY: Readonly<Record<PassthroughJob['as'], number>> = { account: 1, caller: 2 };

/** Queues an operation. @param name what Bull Board shows, without ids @throws when Redis cannot be reached */
export const queuePassthrough = async (
  queue: PassthroughQueue,
  id: string,
  name: string,
  job: PassthroughJob,
): Promise<void> => {
  await queue.add(name, job, { jobId: id, priority: PRIORITY[job.as] });
};
