/** The `catalogue` queue: one job reads what the account has. */
import { z } from 'zod';
import { jobAccount } from '../job_queue/job_account.ts';

/** Why the account is read: by the schedule, since a worker started without a catalogue, or since somebody asked. */
export const catalogueJobSchema = z.object({ account: jobAccount, reason: z.string() });

/** What a catalogue job carries. */
export type CatalogueJob = z.output<typeof catalogueJobSchema>;

/** What became of it, for whoever looks at Bull Board. Event types are named by their ids. */
export type CatalogueOutcome =
  | {
      readonly kind: 'read';
      readonly calls: number;
      readonly eventTypes: number;
      readonly teams: number;
      readonly changed: readonly number[];
      readonly appeared: readonly number[];
      readonly disappeared: readonly number[];
      readonly missing: readonly string[];
    }
  /** Nothing was read, and the catalogue that was there stays. */
  | {
      readonly kind: 'kept';
      readonly why: 'switched-off' | 'current' | 'circuit-open' | 'budget-spent' | 'key-refused';
    };
