import type { WorkerOptions } from 'bullmq';
import { MAX_STALLED_COUNT, QUEUE_PREFIX } from '../../queues/job_queue/job_queue.ts';
import type { WorkerContext } from './context.ts';

/** The options that all workers share. */
export const workerOptions = (context: WorkerContext, concurrency: number): WorkerOptions => ({
  connection: context.connection,
  prefix: QUEUE_PREFIX,
  concurrency,
  // A worker that dies is noticed within this time, and its jobs are taken over.
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: MAX_STALLED_COUNT,
});
