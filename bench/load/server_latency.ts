/** How long an api process itself says its answers took: what a driver on the same two cores adds is not in it. */
import { type Bucket, histogramQuantile } from '../../src/telemetry/histogram_quantile.ts';

const BUCKET =
  /^slotproof_http_request_duration_seconds_bucket\{le="([^"]+)",route="\/v1\/verifications",status="2xx"\} (\d+)$/gm;

/** The buckets of `POST /v1/verifications` that were answered, out of what `GET /metrics` says. */
export const bucketsOf = (metrics: string): readonly Bucket[] =>
  [...metrics.matchAll(BUCKET)].map(([, bound, count]) => ({
    upperBound: bound === '+Inf' ? Infinity : Number(bound),
    count: Number(count),
  }));

/** A quantile of what was answered between two looks at the metrics, in ms; undefined when nothing was. */
export const serverQuantileMs = (
  fraction: number,
  before: readonly Bucket[],
  after: readonly Bucket[],
): number | undefined => {
  const between = after.map(({ upperBound, count }, index) => ({
    upperBound,
    count: count - (before[index]?.count ?? 0),
  }));
  const seconds = histogramQuantile(fraction, between);
  return seconds === undefined ? undefined : seconds * 1000;
};
