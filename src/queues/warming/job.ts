/** The `warming` queue: one job is one round, which keeps day segments warm before anybody asks for them. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';
import { jobInstant } from '../job_queue/job_instant.ts';

/** What a warming job carries. */
export const warmingJobSchema = z.object({
  account: jobAccount,
  /** Only these, now, however fresh they are; absent for a round, which chooses by itself. */
  eventTypeIds: z.array(z.int()).optional(),
  /** Absent when the schedule made the job. */
  requestId: z.string().optional(),
  /** When the round began (ms): another process that takes it over does not fetch again what was fetched since. */
  startedAt: jobInstant.optional(),
  /** What the round has tried before it paused (`SegmentsName`s), and how that went. */
  tried: z.array(z.string()).optional(),
  failed: z.int().optional(),
});

/** What a warming job carries. */
export type WarmingJob = z.output<typeof warmingJobSchema>;

/** How far a round is: its job's progress while it runs and its result at the end. */
export const warmingProgressSchema = z.object({
  /** Per cent, under the name that Bull Board draws. */
  progress: z.number(),
  /** Event types that this round means to fetch, `done` and `failed` included. */
  planned: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Why the round left something out: Cal.com is failing, or the hour's budget of background calls is spent. */
  stoppedBy: z.enum(['circuit-open', 'budget-spent']).optional(),
});

/** How far a round is. */
export type WarmingProgress = z.output<typeof warmingProgressSchema>;

/** The progress of a round that has not begun. */
export const NOT_BEGUN: WarmingProgress = { progress: 0, planned: 0, done: 0, failed: 0 };
