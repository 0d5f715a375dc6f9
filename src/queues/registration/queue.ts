import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { RegistrationJob, RegistrationOutcome } from './job.ts';

/** The rules of the queue of rounds through the webhooks in Cal.com. */
export const REGISTRATION = {
  name: 'registration',
  holds: 'Rounds through the webhooks that Cal.com has of this service',
  oneJob: 'One round through the webhooks that are wanted in Cal.com',
  attempts: 3,
  backoff: { type: 'exponential', firstMs: 30_000 },
  completedKept: { seconds: 24 * 3_600, count: 100 },
  failedKept: { seconds: 24 * 3_600, count: 100 },
} as const satisfies QueueRules;

/** The queue of rounds through the webhooks in Cal.com. */
export type RegistrationQueue = Queue<RegistrationJob, RegistrationOutcome, string>;

/** Opens the queue. */
export const createRegistrationQueue = (connection: Redis | Cluster): RegistrationQueue =>
  createJobQueue(REGISTRATION, connection);
