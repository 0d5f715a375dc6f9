import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { RangeJob, RangeOutcome, RangeReason } from './job.ts';

/** The rules of the queue of Cal.com calls. */
export const RANGES = {
  name: 'ranges',
  holds: 'Ranges of days to ask Cal.com for',
  oneJob: 'One range of days: one Cal.com call, two where it is slow',
  attempts: 3,
  backoff: { type: 'fullJitter', firstMs: 250, longestMs: 10_000 },
  // Finished ones are kept for a look in Bull Board; whoever waits for one hears of it at once.
  completedKept: { seconds: 3_600, count: 500 },
  failedKept: { seconds: 24 * 3_600, count: 500 },
} as const satisfies QueueRules;

/** Whose ranges come first; BullMQ takes the smaller number first. */
export const RANGE_PRIORITY: Readonly<Record<RangeReason, number>> = { caller: 1, webhook: 2, refresh: 3, warming: 4 };

/** The queue of Cal.com calls. */
export type RangesQueue = Queue<RangeJob, RangeOutcome, string>;

/** Opens the queue. */
export const createRangesQueue = (connection: Redis | Cluster): RangesQueue => createJobQueue(RANGES, connection);
