import type { Account } from '../../account/account.ts';
import type { Availability } from '../../availability/availability.ts';
import type { SegmentStore } from '../../availability/segment_store.ts';
import type { Usage } from '../../availability/usage.ts';
import type { Offers } from '../../booking/offers.ts';
import type { CallGate } from '../../calcom/call_gate.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { Config } from '../../config/config.ts';
import type { FinishedJobs } from '../../queues/job_queue/finished_jobs.ts';
import type { Abandonment } from '../../queues/verifications/abandonment.ts';
import type { VerificationsQueue } from '../../queues/verifications/queue.ts';
import type { ApiMetrics } from '../../telemetry/api_metrics.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { IdempotencyKeys } from '../access/idempotency_keys.ts';
import type { CallShare } from '../access/call_share.ts';
import type { HoldingContext } from '../holding/context.ts';
import type { RefreshContext } from '../refresh/refresh.ts';

/** What verifications are answered with. */
export interface VerificationsContext extends RefreshContext, HoldingContext {
  readonly config: Pick<Config, 'cache' | 'cacheRedisUrl' | 'requestDeadlineMs' | 'defaultTimeZone'>;
  readonly account: Pick<Account, 'name' | 'apiKey' | 'callbacks' | 'policy'>;
  readonly availability: Availability;
  /** The cache itself, past the in-process tier. */
  readonly store: Pick<SegmentStore, 'read'>;
  readonly catalogue: Pick<Catalogue, 'find' | 'document'>;
  readonly usage: Pick<Usage, 'note'>;
  readonly noCache: Pick<CallShare, 'spendIfCounted'>;
  readonly verifications: VerificationsQueue;
  readonly finishedVerifications: FinishedJobs;
  readonly abandonment: Abandonment;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly offers: Pick<Offers, 'note'>;
  readonly gate: Pick<CallGate, 'state'>;
  readonly metrics: ApiMetrics;
  /** For the line of each verification, which is made of known facts alone. */
  readonly verificationLog: Logger;
}
