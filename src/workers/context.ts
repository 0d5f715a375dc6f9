import type { Cluster, Redis } from 'ioredis';
import type { FreshnessLimits } from '../availability/day_segment.ts';
import type { SegmentStore } from '../availability/segment_store.ts';
import type { CallGate } from '../calcom/call_gate.ts';
import type { SlotsClient } from '../calcom/slots_client.ts';
import type { FinishedJobs } from '../queues/finished_jobs.ts';
import type { RangesQueue } from '../queues/queues.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { EpochMs } from '../verification/time.ts';

/** What the workers of a process share. */
export interface WorkerContext {
  /** A `worker` connection. */
  readonly connection: Redis | Cluster;
  readonly store: SegmentStore;
  readonly limits: FreshnessLimits;
  readonly ranges: RangesQueue;
  readonly finishedRanges: FinishedJobs;
  readonly client: SlotsClient;
  readonly gate: CallGate;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
  /** How many Cal.com calls this process has under way at most. */
  readonly concurrency: number;
}
