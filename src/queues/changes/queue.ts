import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { ChangesJob, ChangesOutcome } from './job.ts';

/** The rules of the queue of looks at what was booked. */
export const CHANGES = {
  name: 'changes',
  holds: 'Looks at what was booked, moved and cancelled',
  oneJob: 'One look at what was booked since the last',
  // The next look is two minutes away, and begins where the last one that succeeded has ended.
  attempts: 1,
  completedKept: { seconds: 24 * 3_600, count: 100 },
  failedKept: { seconds: 24 * 3_600, count: 100 },
} as const satisfies QueueRules;

/** The queue of looks at what was booked. */
export type ChangesQueue = Queue<ChangesJob, ChangesOutcome, string>;

/** Opens the queue. */
export const createChangesQueue = (connection: Redis | Cluster): ChangesQueue => createJobQueue(CHANGES, connection);
