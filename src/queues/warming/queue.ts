import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { WarmingJob, WarmingProgress } from './job.ts';

/** The rules of the queue of rounds of warming. */
export const WARMING = {
  name: 'warming',
  holds: 'Rounds of warming',
  oneJob: 'One round of warming',
  attempts: 1,
  completedKept: { seconds: 24 * 3_600, count: 200 },
  failedKept: { seconds: 24 * 3_600, count: 200 },
} as const satisfies QueueRules;

/** The queue of rounds of warming. */
export type WarmingQueue = Queue<WarmingJob, WarmingProgress, string>;

/** Opens the queue. */
export const createWarmingQueue = (connection: Redis | Cluster): WarmingQueue => createJobQueue(WARMING, connection);
