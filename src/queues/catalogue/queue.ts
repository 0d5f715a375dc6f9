import type { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { createJobQueue, type QueueRules } from '../job_queue/job_queue.ts';
import type { CatalogueJob, CatalogueOutcome } from './job.ts';

/** The rules of the queue of readings of what the account has. */
export const CATALOGUE = {
  name: 'catalogue',
  holds: 'Readings of what the account has',
  oneJob: 'One reading of what the account has',
  // What Cal.com could not tell now it may tell a minute later; the next round is an hour away.
  attempts: 3,
  backoff: { type: 'exponential', firstMs: 30_000 },
  completedKept: { seconds: 24 * 3_600, count: 100 },
  failedKept: { seconds: 24 * 3_600, count: 100 },
} as const satisfies QueueRules;

/** The queue of readings of what the account has. */
export type CatalogueQueue = Queue<CatalogueJob, CatalogueOutcome, string>;

/** Opens the queue. */
export const createCatalogueQueue = (connection: Redis | Cluster): CatalogueQueue =>
  createJobQueue(CATALOGUE, connection);
