/** Metrics as k6 keeps them (its `metrics/sink.go` and `metrics/builtin.go`), for a run that is small enough to keep every sample. */

/** The four types. */
export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/** What a script declares. */
export interface MetricDeclaration {
  readonly name: string;
  readonly type: MetricType;
  /** Its values are milliseconds. */
  readonly isTime: boolean;
}

/** One value. */
export interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What k6 measures of its own accord, as far as the stand-in does. */
export const BUILT_IN: readonly MetricDeclaration[] = [
  { name: 'http_reqs', type: 'counter', isTime: false },
  { name: 'http_req_failed', type: 'rate', isTime: false },
  { name: 'http_req_duration', type: 'trend', isTime: true },
  { name: 'iterations', type: 'counter', isTime: false },
  { name: 'dropped_iterations', type: 'counter', isTime: false },
];

/** How a metric of each type may be summed up in a threshold (k6's `supportedAggregationMethods`). */
export const AGGREGATIONS: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p'],
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * Sums values up.
 * @param percentile between 0 and 100, for `p`
 * @returns undefined where k6 has nothing to compare: a rate without samples, and the rate by time of a counter
 */
export const aggregate = (
  type: MetricType,
  values: readonly number[],
  aggregation: string,
  percentile?: number,
): number | undefined => {
  if (type === 'counter') return aggregation === 'count' ? total(values) : undefined;
  if (type === 'gauge') return values.at(-1) ?? 0;
  if (type === 'rate') return values.length === 0 ? undefined : values.filter(Boolean).length / values.length;
  const sorted = values.toSorted((one, other) => one - other);
  switch (aggregation) {
    case 'min':
      return sorted.at(0) ?? 0;
    case 'max':
      return sorted.at(-1) ?? 0;
    case 'avg':
      return total(sorted) / Math.max(1, sorted.length);
    default:
      return quantile(sorted, (percentile ?? 50) / 100);
  }
};

const quantile = (sorted: readonly number[], part: number): number => {
  const position = (sorted.length - 1) * part;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
};
