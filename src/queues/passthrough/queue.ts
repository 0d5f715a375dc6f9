import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { PassthroughJob, PassthroughOutcome } from './job.ts';

/** The rules of the queue of operations that go on to Cal.com. */
export const PASSTHROUGH = {
  name: 'passthrough',
  holds: "Operations of Cal.com's that go on to it",
  oneJob: "One operation of Cal.com's that goes on to it: one call",
  attempts: 1,
  // Whoever waits hears of the end at once, and nothing of it is to be found afterwards.
  completedKept: { seconds: 0, count: 0 },
  failedKept: { seconds: 0, count: 0 },
} as const satisfies QueueRules;

/** The queue of operations that go on to Cal.com. */
export type PassthroughQueue = Queue<PassthroughJob, PassthroughOutcome, string>;

/** Opens the queue. */
export const createPassthroughQueue = (connection: Redis | Cluster): PassthroughQueue =>
  createJobQueue(PASSTHROUGH, connection);
