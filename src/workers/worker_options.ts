import type { WorkerOptions } from 'bullmq';
import { MAX_STALLED_COUNT, QUEUE_PREFIX } from '../queues/queues.ts';
import type { WorkerContext } from './context.ts';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

/**
 * Exponential backoff with full jitter: anything from 0 to the step, so that what failed together does not return together.
 * @param attemptsMade 1 after the first failure
 * @param random from 0 to 1
 * @returns milliseconds
 */
export const fullJitter = (attemptsMade: number, random = Math.random()): number =>
  Math.round(random * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attemptsMade - 1)));

/** The options that all workers share. */
export const workerOptions = (context: WorkerContext, concurrency: number): WorkerOptions => ({
  connection: context.connection,
  prefix: QUEUE_PREFIX,
  concurrency,
  // A worker that dies is noticed within this time, and its jobs are taken over.
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: MAX_STALLED_COUNT,
  settings: { backoffStrategy: (attemptsMade: number) => fullJitter(attemptsMade) },
});
