/** The `registration` queue: one job makes sure that Cal.com has the webhooks that are wanted. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';

/** Why there is a round: by the schedule, or since a worker started. */
export const registrationJobSchema = z.object({ account: jobAccount, reason: z.string() });

/** What such a job carries. */
export type RegistrationJob = z.output<typeof registrationJobSchema>;

/** What became of it, for whoever looks at Bull Board. Webhooks are named by their scopes. */
export type RegistrationOutcome =
  | {
      readonly kind: 'ensured';
      readonly calls: number;
      readonly kept: readonly string[];
      readonly made: readonly string[];
      readonly mended: readonly string[];
      readonly removed: readonly string[];
      /** The key may not register them. */
      readonly refused: readonly string[];
    }
  | { readonly kind: 'left'; readonly why: 'switched-off' | 'circuit-open' | 'budget-spent' };
