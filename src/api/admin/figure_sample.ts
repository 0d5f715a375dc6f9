/** One look at the figures: this process's counters, from the registry that `/metrics` tells, and the fleet's, from Redis. */
import type { Queue } from 'bullmq';
import { CACHE_STATES, type CacheState } from '../../telemetry/api_metrics.ts';
import { WAIT_BUCKETS } from '../../telemetry/buckets.ts';
import type { FleetFigures } from '../../telemetry/fleet_metrics.ts';
import type { Bucket } from '../../telemetry/histogram_quantile.ts';
import type { EpochMs } from '../../verification/time.ts';
import type { AdminContext } from './context.ts';
import { readFleetFigures } from '../operation/fleet_figures.ts';

/** The routes that answer about slots: what the response time and the error rate are about. */
const ANSWERING: ReadonlySet<unknown> = new Set(['/v1/verifications', '/v2/slots', '/admin/verifications']);

/** Counters grow from the start of the process; what happened meanwhile is the difference of two samples. */
export interface FigureSample {
  readonly at: EpochMs;
  /** Answers about slots by how long they took, in seconds. */
  readonly waits: readonly Bucket[];
  readonly requests: number;
  /** Answers with a status of 5xx. */
  readonly errors: number;
  /** Verifications by what the cache had. */
  readonly verifications: Readonly<Record<CacheState, number>>;
  /** Undefined while Redis does not answer. */
  readonly fleet: FleetFigures | undefined;
}

/** Takes a sample. */
export const takeSample = async (context: AdminContext, queues: readonly Queue[]): Promise<FigureSample> => {
  const at = context.clock();
  const [durations, verifications, fleet] = await Promise.all([
    context.metrics.requestDuration.get(),
    context.metrics.verifications.get(),
    readFleetFigures(context, queues).catch(() => undefined),
  ]);

  const counts = new Map<number, number>([...WAIT_BUCKETS, Infinity].map((bound) => [bound, 0]));
  let requests = 0;
  let errors = 0;
  for (const { metricName, labels, value } of durations.values) {
    if (!ANSWERING.has(labels.route)) continue;
    if (metricName?.endsWith('_count')) {
      requests += value;
      if (labels.status === '5xx') errors += value;
    } else if (metricName?.endsWith('_bucket')) {
      // prom-client's types leave out the label that only buckets have.
      const { le } = labels as { readonly le?: string | number };
      const bound = le === '+Inf' ? Infinity : Number(le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
  }

  const byState: Record<CacheState, number> = { fresh: 0, stale: 0, 'stale-if-error': 0, miss: 0, none: 0 };
  for (const { labels, value } of verifications.values) {
    const state = CACHE_STATES.find((known) => known === labels.cache);
    if (state !== undefined) byState[state] += value;
  }

  return {
    at,
    waits: [...counts].map(([upperBound, count]) => ({ upperBound, count })),
    requests,
    errors,
    verifications: byState,
    fleet,
  };
};
