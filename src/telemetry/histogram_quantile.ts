/** How many observations were at most `upperBound`, as a Prometheus histogram counts them: each bucket holds the ones before it. */
export interface Bucket {
  /** `Infinity` for the last one, which holds all. */
  readonly upperBound: number;
  readonly count: number;
}

/**
 * The quantile of a histogram, estimated as PromQL's `histogram_quantile` does: evenly spread within its bucket, and the greatest finite
 * bound for whatever lies above all bounds.
 * @param fraction 0.95 for the p95
 * @param buckets ascending by their bounds
 * @returns undefined when nothing was observed
 */
export const histogramQuantile = (fraction: number, buckets: readonly Bucket[]): number | undefined => {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = fraction * total;
  let lower: Bucket = { upperBound: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank && bucket.count > lower.count) {
      if (bucket.upperBound === Infinity) return lower.upperBound;
      const share = (rank - lower.count) / (bucket.count - lower.count);
      return lower.upperBound + (bucket.upperBound - lower.upperBound) * share;
    }
    lower = bucket;
  }
  return undefined;
};
