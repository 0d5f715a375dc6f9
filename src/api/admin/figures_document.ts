/** `GET /admin/figures` as JSON: the four figures over the last hour beside their targets, and where the fleet stands. Pure. */
import type { CatalogueDocument } from '../../catalogue/catalogue_document.ts';
import { type Bucket, histogramQuantile } from '../../telemetry/histogram_quantile.ts';
import { HISTORY_MS, SAMPLE_EVERY_MS } from './figure_history.ts';
import type { FigureSample } from './figure_sample.ts';
import type { WarmEventType } from './warmest_event_types.ts';

/** What the owner asked for. */
export const TARGETS = { p95Seconds: 2, hitRatio: 0.95, callsPerHour: 50, errorRatio: 0.001 } as const;

/** Points of a plot: one a minute. */
const STEP_MS = 60_000;

/** A plot's values, oldest first; null where there is nothing to tell. */
type Plot = readonly (number | null)[];

/** The JSON. Durations are seconds, ratios between 0 and 1; null is what cannot be told (nothing happened, or Redis is away). */
export interface FiguresDocument {
  readonly at: string;
  /** How long back the figures go: an hour, or since this process started. */
  readonly windowSeconds: number;
  readonly sampleSeconds: number;
  readonly plotStepSeconds: number;
  readonly redis: 'up' | 'down';
  /** Of this process. Quantiles are estimates: evenly spread within the histogram's buckets, as Prometheus reckons. */
  readonly responseTime: {
    readonly targetP95Seconds: number;
    readonly met: boolean | null;
    readonly requests: number;
    readonly p50Seconds: number | null;
    readonly p95Seconds: number | null;
    readonly p99Seconds: number | null;
    /** p95 by minute. */
    readonly plot: Plot;
  };
  /** Of this process. A hit is what the cache answered by itself: fresh or stale. */
  readonly hitRatio: {
    readonly target: number;
    readonly met: boolean | null;
    readonly ratio: number | null;
    readonly verifications: Readonly<Record<'fresh' | 'stale' | 'stale-if-error' | 'miss', number>>;
    readonly plot: Plot;
  };
  /** Of the fleet. */
  readonly calcomCalls: {
    readonly targetPerHour: number;
    readonly met: boolean | null;
    readonly lastHour: number | null;
    readonly byReason: Readonly<Record<string, number>>;
    /** Calls in the hour up to each minute. */
    readonly plot: Plot;
  };
  /** Of this process: answers with a status of 5xx. */
  readonly errors: {
    readonly target: number;
    readonly met: boolean | null;
    readonly ratio: number | null;
    readonly requests: number;
    readonly failed: number;
    readonly plot: Plot;
  };
  /** Of the fleet; null while Redis is away. */
  readonly fleet: {
    readonly circuit: string;
    /** What the operator has to mend: `key` or `address`, in Cal.com's words. */
    readonly configurationFault: {
      readonly kind: 'key' | 'address';
      readonly code: string;
      readonly message: string;
      readonly at: string;
    } | null;
    readonly failingEventTypes: number;
    readonly throttle: {
      readonly blockedForSeconds: number;
      readonly callsRemaining: number;
      readonly callsLimit: number;
    };
    readonly queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly oldestCallbackSeconds: number;
  } | null;
  /** What is known of the account; null before anything was read. */
  readonly catalogue: {
    readonly readAt: string;
    readonly eventTypes: number;
    readonly teams: number;
    /** What the key was refused, in words. */
    readonly missing: readonly string[];
  } | null;
  readonly warmest: readonly WarmEventType[];
}

/** Writes the document. @param samples oldest first, the last one taken now */
export const figuresDocument = (
  samples: readonly [FigureSample, ...FigureSample[]],
  warmest: readonly WarmEventType[],
  catalogue: CatalogueDocument | undefined,
): FiguresDocument => {
  const [first] = samples;
  const now = samples.at(-1) ?? first;
  const hour = between(first, now);
  const steps = stepsOf(samples, now);
  const plotOf = (value: (happened: Happened) => number | undefined): Plot =>
    steps.map((step) => (step === undefined ? null : (value(step) ?? null)));

  const p95 = histogramQuantile(0.95, hour.waits);
  const ratio = hitRatioOf(hour);
  const errorRatio = errorRatioOf(hour);
  const calls = callsOf(now);
  return {
    at: new Date(now.at).toISOString(),
    windowSeconds: Math.min(HISTORY_MS, now.at - first.at) / 1000,
    sampleSeconds: SAMPLE_EVERY_MS / 1000,
    plotStepSeconds: STEP_MS / 1000,
    redis: now.fleet === undefined ? 'down' : 'up',
    responseTime: {
      targetP95Seconds: TARGETS.p95Seconds,
      met: p95 === undefined ? null : p95 <= TARGETS.p95Seconds,
      requests: hour.requests,
      p50Seconds: histogramQuantile(0.5, hour.waits) ?? null,
      p95Seconds: p95 ?? null,
      p99Seconds: histogramQuantile(0.99, hour.waits) ?? null,
      plot: plotOf(({ waits }) => histogramQuantile(0.95, waits)),
    },
    hitRatio: {
      target: TARGETS.hitRatio,
      met: ratio === undefined ? null : ratio >= TARGETS.hitRatio,
      ratio: ratio ?? null,
      verifications: hour.verifications,
      plot: plotOf(hitRatioOf),
    },
    calcomCalls: {
      targetPerHour: TARGETS.callsPerHour,
      met: calls === undefined ? null : calls < TARGETS.callsPerHour,
      lastHour: calls ?? null,
      byReason: now.fleet?.callsLastHour ?? {},
      plot: plotOf(({ end }) => callsOf(end)),
    },
    errors: {
      target: TARGETS.errorRatio,
      met: errorRatio === undefined ? null : errorRatio < TARGETS.errorRatio,
      ratio: errorRatio ?? null,
      requests: hour.requests,
      failed: hour.errors,
      plot: plotOf(errorRatioOf),
    },
    fleet: now.fleet === undefined ? null : fleetOf(now.fleet),
    catalogue: catalogue === undefined ? null : catalogueOf(catalogue),
    warmest,
  };
};

/** What happened between two samples. */
interface Happened {
  readonly end: FigureSample;
  readonly waits: readonly Bucket[];
  readonly requests: number;
  readonly errors: number;
  readonly verifications: Readonly<Record<'fresh' | 'stale' | 'stale-if-error' | 'miss', number>>;
}

const between = (start: FigureSample, end: FigureSample): Happened => {
  const state = (name: 'fresh' | 'stale' | 'stale-if-error' | 'miss'): number =>
    end.verifications[name] - start.verifications[name];
  return {
    end,
    waits: end.waits.map(({ upperBound, count }, index) => ({
      upperBound,
      count: count - (start.waits[index]?.count ?? 0),
    })),
    requests: end.requests - start.requests,
    errors: end.errors - start.errors,
    verifications: {
      fresh: state('fresh'),
      stale: state('stale'),
      'stale-if-error': state('stale-if-error'),
      miss: state('miss'),
    },
  };
};

/** The last hour minute by minute; undefined before the first sample. */
const stepsOf = (samples: readonly FigureSample[], now: FigureSample): readonly (Happened | undefined)[] =>
  Array.from({ length: HISTORY_MS / STEP_MS }, (_, index) => {
    const endsAt = now.at - HISTORY_MS + (index + 1) * STEP_MS;
    const end = samples.findLast(({ at }) => at <= endsAt);
    const start = samples.findLast(({ at }) => at <= endsAt - STEP_MS) ?? samples[0];
    return end === undefined || start === undefined ? undefined : between(start, end);
  });

const hitRatioOf = ({ verifications }: Happened): number | undefined => {
  const hits = verifications.fresh + verifications.stale;
  const all = hits + verifications['stale-if-error'] + verifications.miss;
  return all === 0 ? undefined : hits / all;
};

const errorRatioOf = ({ requests, errors }: Happened): number | undefined =>
  requests === 0 ? undefined : errors / requests;

const callsOf = ({ fleet }: FigureSample): number | undefined =>
  fleet === undefined ? undefined : Object.values(fleet.callsLastHour).reduce((sum, calls) => sum + calls, 0);

const fleetOf = (fleet: NonNullable<FigureSample['fleet']>): FiguresDocument['fleet'] => ({
  circuit: fleet.circuit,
  configurationFault:
    fleet.configurationFault === undefined
      ? null
      : { ...fleet.configurationFault, at: new Date(fleet.configurationFault.at).toISOString() },
  failingEventTypes: fleet.failingEventTypes,
  throttle: {
    blockedForSeconds: fleet.blockedForMs / 1000,
    callsRemaining: fleet.callsRemaining,
    callsLimit: fleet.callsLimit,
  },
  queues: fleet.queues,
  oldestCallbackSeconds: fleet.oldestCallbackMs / 1000,
});

const catalogueOf = ({ readAt, eventTypes, teams, missing }: CatalogueDocument): FiguresDocument['catalogue'] => ({
  readAt: new Date(readAt).toISOString(),
  eventTypes: eventTypes.length,
  teams: teams.length,
  missing,
});
