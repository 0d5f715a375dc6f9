import type { Account } from '../../account/account.ts';
import type { Config } from '../../config/config.ts';
import type { FinishedJobs } from '../../queues/job_queue/finished_jobs.ts';
import type { PassedRequests } from '../../queues/passthrough/passed_requests.ts';
import type { PassthroughQueue } from '../../queues/passthrough/queue.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { CallShare } from '../access/call_share.ts';

/** What the rest of Cal.com's operations are passed on with. */
export interface PassthroughContext {
  readonly config: Pick<Config, 'passthrough' | 'apiKeys' | 'corsOrigins'>;
  readonly account: Pick<Account, 'name'>;
  readonly passthrough: PassthroughQueue;
  readonly finishedPassthrough: FinishedJobs;
  readonly passedRequests: PassedRequests;
  readonly passthroughShare: Pick<CallShare, 'spend'>;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
}
