import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { VerificationAnswer, VerificationJob } from './job.ts';

/** How long a finished verification can be read, in seconds. */
export const VERIFICATION_KEPT_SECONDS = 24 * 60 * 60;

/** The rules of the queue of questions that the cache could not decide. */
export const VERIFICATIONS = {
  name: 'verifications',
  holds: 'Questions that the cache could not decide',
  oneJob: 'One question that the cache could not decide',
  attempts: 1,
  completedKept: { seconds: VERIFICATION_KEPT_SECONDS },
  failedKept: { seconds: VERIFICATION_KEPT_SECONDS },
} as const satisfies QueueRules;

/** The queue of questions that the cache could not decide. */
export type VerificationsQueue = Queue<VerificationJob, VerificationAnswer, string>;

/** Opens the queue. */
export const createVerificationsQueue = (connection: Redis | Cluster): VerificationsQueue =>
  createJobQueue(VERIFICATIONS, connection);
