import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import { VERIFICATION_KEPT_SECONDS } from '../verifications/queue.ts';
import { HOUR_MS, MINUTE_MS } from '../../verification/time.ts';
import type { CallbackJob, CallbackReceipt } from './job.ts';

const SECOND_MS = 1_000;

/** The waits between the attempts, in milliseconds: the example schedule of Standard Webhooks, over a day in all. */
export const CALLBACK_RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];

/** The rules of the queue of webhooks to deliver. */
export const CALLBACKS = {
  name: 'callbacks',
  holds: 'Webhooks to deliver',
  oneJob: 'One webhook to deliver',
  attempts: CALLBACK_RETRY_DELAYS_MS.length + 1,
  backoff: { type: 'schedule', delaysMs: CALLBACK_RETRY_DELAYS_MS },
  // At least as long as their verifications: a callback that is there is what keeps it from being queued twice.
  completedKept: { seconds: 2 * VERIFICATION_KEPT_SECONDS },
  // Long enough for a person to notice that a receiver is broken, mend it, and retry from Bull Board.
  failedKept: { seconds: 30 * 24 * 3_600 },
} as const satisfies QueueRules;

/** The queue of webhooks to deliver. */
export type CallbacksQueue = Queue<CallbackJob, CallbackReceipt, string>;

/** Opens the queue. */
export const createCallbacksQueue = (connection: Redis | Cluster): CallbacksQueue =>
  createJobQueue(CALLBACKS, connection);
