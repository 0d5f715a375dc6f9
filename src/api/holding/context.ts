import type { Account } from '../../account/account.ts';
import type { Holds } from '../../booking/holds.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Config } from '../../config/config.ts';
import type { HoldsQueue } from '../../queues/holds/queue.ts';
import type { FinishedJobs } from '../../queues/job_queue/finished_jobs.ts';

/** What slots are held with. */
export interface HoldingContext {
  readonly config: Pick<Config, 'requestDeadlineMs'>;
  readonly account: Pick<Account, 'name' | 'apiKey'>;
  readonly catalogue: Pick<Catalogue, 'find'>;
  readonly holds: Holds;
  readonly holdsQueue: HoldsQueue;
  readonly finishedHolds: FinishedJobs;
}
