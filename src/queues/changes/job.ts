/** The `changes` queue: one job asks Cal.com what was booked, moved and cancelled since the last. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';

/** Why there is a look: by the schedule, or since a worker started. */
export const changesJobSchema = z.object({ account: jobAccount, reason: z.string() });

/** What such a job carries. */
export type ChangesJob = z.output<typeof changesJobSchema>;

/** What became of it, for whoever looks at Bull Board. */
export type ChangesOutcome =
  | {
      readonly kind: 'looked';
      readonly calls: number;
      /** Bookings that have changed. */
      readonly bookings: number;
      /** Those of them that nobody had told of. */
      readonly untold: number;
      readonly refetches: number;
    }
  /** Cal.com was not asked. */
  | {
      readonly kind: 'left';
      readonly why: 'switched-off' | 'no-key' | 'not-due' | 'circuit-open' | 'budget-spent' | 'refused';
    };
