/** What all queues have in common: where their keys stand, and how one is made from its rules. */
import { type DefaultJobOptions, Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';

/** All queue keys share a hash tag: BullMQ's scripts touch several keys at once, which a Redis Cluster allows only within one slot. */
export const QUEUE_PREFIX = '{slotproof}';

/** How often a job may be found without its worker (killed, restarted) before it fails: far more than any deployment kills. */
export const MAX_STALLED_COUNT = 50;

/** How long a finished job is kept, and how many of them at most. */
export interface Retention {
  readonly seconds: number;
  readonly count?: number;
}

/** The waits between the attempts at a job. Those of `fullJitter` and `schedule` are worked out by the queue's worker. */
export type Backoff =
  | { readonly type: 'fullJitter'; readonly firstMs: number; readonly longestMs: number }
  | { readonly type: 'schedule'; readonly delaysMs: readonly number[] }
  | { readonly type: 'exponential'; readonly firstMs: number };

/** What one queue is for, and what becomes of its jobs. */
export interface QueueRules {
  readonly name: string;
  /** What its jobs are, as Bull Board says beside its name. */
  readonly holds: string;
  /** What one job is, in words. */
  readonly oneJob: string;
  /** 1 where a job that failed has failed for good. */
  readonly attempts: number;
  readonly backoff?: Backoff;
  readonly completedKept: Retention;
  readonly failedKept: Retention;
}

/** Makes a queue. @param connection a `producer` connection, or a worker's own */
export const createJobQueue = <Data, Result>(
  rules: QueueRules,
  connection: Redis | Cluster,
): Queue<Data, Result, string> =>
  new Queue<Data, Result, string>(rules.name, {
    connection,
    prefix: QUEUE_PREFIX,
    defaultJobOptions: jobOptionsOf(rules),
  });

const jobOptionsOf = ({ attempts, backoff, completedKept, failedKept }: QueueRules): DefaultJobOptions => ({
  ...(attempts === 1 ? {} : { attempts }),
  ...(backoff === undefined
    ? {}
    : { backoff: { type: backoff.type, ...(backoff.type === 'exponential' ? { delay: backoff.firstMs } : {}) } }),
  removeOnComplete: removal(completedKept),
  removeOnFail: removal(failedKept),
});

const removal = ({ seconds, count }: Retention) => (count === undefined ? { age: seconds } : { age: seconds, count });
