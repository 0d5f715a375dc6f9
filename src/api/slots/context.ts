import type { Account } from '../../account/account.ts';
import type { Availability } from '../../availability/availability.ts';
import type { SegmentStore } from '../../availability/segment_store.ts';
import type { Usage } from '../../availability/usage.ts';
import type { CallGate } from '../../calcom/call_gate.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { ToldChanges } from '../../changes/told_changes.ts';
import type { Config } from '../../config/config.ts';
import type { FinishedJobs } from '../../queues/job_queue/finished_jobs.ts';
import type { ApiMetrics } from '../../telemetry/api_metrics.ts';
import type { CallShare } from '../access/call_share.ts';
import type { RefreshContext } from '../refresh/refresh.ts';

/** What Cal.com's own operations are answered with. */
export interface SlotsContext extends RefreshContext {
  readonly config: Pick<Config, 'cache' | 'requestDeadlineMs'>;
  readonly account: Pick<Account, 'name' | 'apiVersion'>;
  readonly availability: Availability;
  /** The cache itself, past the in-process tier. */
  readonly store: Pick<SegmentStore, 'read'>;
  readonly told: Pick<ToldChanges, 'of'>;
  readonly catalogue: Pick<Catalogue, 'find'>;
  readonly usage: Pick<Usage, 'note'>;
  readonly noCache: Pick<CallShare, 'spendIfCounted'>;
  readonly finishedRanges: FinishedJobs;
  readonly gate: Pick<CallGate, 'state'>;
  readonly metrics: ApiMetrics;
}
