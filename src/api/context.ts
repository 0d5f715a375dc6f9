import type { Availability } from '../availability/availability.ts';
import type { CallGate } from '../calcom/call_gate.ts';
import type { Config } from '../config.ts';
import type { FinishedJobs } from '../queues/finished_jobs.ts';
import type { RangesQueue, VerificationsQueue } from '../queues/queues.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { EpochMs } from '../verification/time.ts';

/** What the routes of an api process share. */
export interface ApiContext {
  readonly config: Config;
  readonly availability: Availability;
  readonly verifications: VerificationsQueue;
  readonly finishedVerifications: FinishedJobs;
  readonly ranges: RangesQueue;
  /** Where the fleet stands with Cal.com; this process makes no calls. */
  readonly gate: Pick<CallGate, 'state'>;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
  /** Whether Redis answers now. */
  readonly redisIsReady: () => Promise<boolean>;
}
