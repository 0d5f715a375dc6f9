import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { HoldJob, HoldOutcome } from './job.ts';

/** Holds last for minutes. */
const KEPT_SECONDS = 60 * 60;

/** The rules of the queue of holds. */
export const HOLDS = {
  name: 'holds',
  holds: 'Slots to hold, and to give back',
  oneJob: 'One slot to hold, to give back, or whose hold ends',
  attempts: 3,
  backoff: { type: 'exponential', firstMs: 1_000 },
  completedKept: { seconds: KEPT_SECONDS, count: 500 },
  failedKept: { seconds: KEPT_SECONDS, count: 500 },
} as const satisfies QueueRules;

/** The queue of holds. */
export type HoldsQueue = Queue<HoldJob, HoldOutcome, string>;

/** Opens the queue. */
export const createHoldsQueue = (connection: Redis | Cluster): HoldsQueue => createJobQueue(HOLDS, connection);
