import type { Registry } from 'prom-client';
import type { Availability } from '../availability/availability.ts';
import type { FailingEventTypes } from '../availability/failing_event_types.ts';
import type { Organizers } from '../availability/organizers.ts';
import type { SegmentStore } from '../availability/segment_store.ts';
import type { Usage } from '../availability/usage.ts';
import type { WebhookReceipts } from '../availability/webhook_receipts.ts';
import type { CallGate } from '../calcom/call_gate.ts';
import type { CallLedger } from '../calcom/call_ledger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ConfigurationFaults } from '../calcom/configuration_fault.ts';
import type { Config } from '../config/config.ts';
import type { Abandonment } from '../queues/verifications/abandonment.ts';
import type { FinishedJobs } from '../queues/job_queue/finished_jobs.ts';
import type { CatalogueQueue } from '../queues/catalogue/queue.ts';
import type { RangesQueue } from '../queues/ranges/queue.ts';
import type { VerificationsQueue } from '../queues/verifications/queue.ts';
import type { WarmingQueue } from '../queues/warming/queue.ts';
import type { ApiMetrics } from '../telemetry/api_metrics.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { EpochMs } from '../verification/time.ts';
import type { IdempotencyKeys } from './access/idempotency.ts';

/** What the routes of an api process share. */
export interface ApiContext {
  readonly config: Config;
  readonly availability: Availability;
  /** The cache itself, past the in-process tier. */
  readonly store: SegmentStore;
  readonly catalogue: Catalogue;
  readonly catalogueQueue: CatalogueQueue;
  readonly usage: Usage;
  readonly webhookReceipts: WebhookReceipts;
  readonly organizers: Organizers;
  readonly verifications: VerificationsQueue;
  readonly finishedVerifications: FinishedJobs;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly ranges: RangesQueue;
  readonly abandonment: Abandonment;
  readonly finishedRanges: FinishedJobs;
  readonly warming: WarmingQueue;
  /** Where the fleet stands with Cal.com; this process makes no calls. */
  readonly gate: Pick<CallGate, 'state'>;
  readonly ledger: CallLedger;
  readonly configurationFaults: ConfigurationFaults;
  readonly failingEventTypes: FailingEventTypes;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
  /** For the line of each verification, which is made of known facts alone. */
  readonly verificationLog: Logger;
  /** Where all figures of this process are. */
  readonly registry: Registry;
  readonly metrics: ApiMetrics;
  /** Whether Redis answers now. */
  readonly redisIsReady: () => Promise<boolean>;
}
