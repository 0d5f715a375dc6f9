/** The queues, with their names and retry rules, in one place: nothing else spells a queue's name. */
import { Queue, type QueueOptions } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { CALLBACK_RETRY_DELAYS_MS, type CallbackJob, type CallbackReceipt } from './callbacks/callback_job.ts';
import type { CatalogueJob, CatalogueOutcome } from './catalogue/catalogue_job.ts';
import type { RangeJob, RangeOutcome } from './ranges/range_job.ts';
import type { VerificationAnswer, VerificationJob } from './verifications/verification_job.ts';
import type { WarmingJob, WarmingProgress } from './warming/warming_job.ts';

/** The queues' names. */
export const QUEUE_NAMES = {
  verifications: 'verifications',
  ranges: 'ranges',
  callbacks: 'callbacks',
  warming: 'warming',
  catalogue: 'catalogue',
} as const;

/** All queue keys share a hash tag: BullMQ's scripts touch several keys at once, which a Redis Cluster allows only within one slot. */
export const QUEUE_PREFIX = '{slotproof}';

/** How long a finished verification can be read, in seconds. */
export const VERIFICATION_KEPT_SECONDS = 24 * 60 * 60;

/** How often a job may be found without its worker (killed, restarted) before it fails: far more than any deployment kills. */
export const MAX_STALLED_COUNT = 50;

export type VerificationsQueue = Queue<VerificationJob, VerificationAnswer, string>;
export type RangesQueue = Queue<RangeJob, RangeOutcome, string>;
export type CallbacksQueue = Queue<CallbackJob, CallbackReceipt, string>;
export type WarmingQueue = Queue<WarmingJob, WarmingProgress, string>;
export type CatalogueQueue = Queue<CatalogueJob, CatalogueOutcome, string>;

const options = (connection: Redis | Cluster): QueueOptions => ({ connection, prefix: QUEUE_PREFIX });

/** The queue of questions that the cache could not decide. */
export const createVerificationsQueue = (connection: Redis | Cluster): VerificationsQueue =>
  new Queue(QUEUE_NAMES.verifications, {
    ...options(connection),
    defaultJobOptions: {
      removeOnComplete: { age: VERIFICATION_KEPT_SECONDS },
      removeOnFail: { age: VERIFICATION_KEPT_SECONDS },
    },
  });

/** The queue of Cal.com calls. */
export const createRangesQueue = (connection: Redis | Cluster): RangesQueue =>
  new Queue(QUEUE_NAMES.ranges, {
    ...options(connection),
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: 'fullJitter' },
      // Finished ones are kept for a look in Bull Board; whoever waits for one hears of it at once.
      removeOnComplete: { age: 3_600, count: 500 },
      removeOnFail: { age: 24 * 3_600, count: 500 },
    },
  });

/** The queue of webhooks to deliver. */
export const createCallbacksQueue = (connection: Redis | Cluster): CallbacksQueue =>
  new Queue(QUEUE_NAMES.callbacks, {
    ...options(connection),
    defaultJobOptions: {
      attempts: CALLBACK_RETRY_DELAYS_MS.length + 1,
      backoff: { type: 'schedule' },
      // At least as long as their verifications: a callback that is there is what keeps it from being queued twice.
      removeOnComplete: { age: 2 * VERIFICATION_KEPT_SECONDS },
      // Long enough for a person to notice that a receiver is broken, mend it, and retry from Bull Board.
      removeOnFail: { age: 30 * 24 * 3_600 },
    },
  });

/** The queue of rounds of warming. */
export const createWarmingQueue = (connection: Redis | Cluster): WarmingQueue =>
  new Queue(QUEUE_NAMES.warming, {
    ...options(connection),
    defaultJobOptions: {
      removeOnComplete: { age: 24 * 3_600, count: 200 },
      removeOnFail: { age: 24 * 3_600, count: 200 },
    },
  });

/** The queue of readings of what the account has. */
export const createCatalogueQueue = (connection: Redis | Cluster): CatalogueQueue =>
  new Queue(QUEUE_NAMES.catalogue, {
    ...options(connection),
    defaultJobOptions: {
      // What Cal.com could not tell now it may tell a minute later; the next round is an hour away.
      attempts: 3,
      backoff: { type: 'exponential', delay: 30_000 },
      removeOnComplete: { age: 24 * 3_600, count: 100 },
      removeOnFail: { age: 24 * 3_600, count: 100 },
    },
  });
