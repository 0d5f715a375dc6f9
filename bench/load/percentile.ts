import type { Latency } from '../figures.ts';

/** The nearest-rank percentile of ascending values. @param fraction 0.99 for the p99 @returns undefined of no values */
export const percentile = (ascending: readonly number[], fraction: number): number | undefined =>
  ascending[Math.max(0, Math.ceil(fraction * ascending.length) - 1)];

/** Of values in any order, the one in the middle; the lower of two. `NaN` of none. */
export const median = (values: readonly number[]): number =>
  percentile(
    values.toSorted((one, other) => one - other),
    0.5,
  ) ?? Number.NaN;

/** The percentiles of values in any order; zeros where there are none. */
export const latencyOf = (values: readonly number[]): Latency => {
  const ascending = values.toSorted((one, other) => one - other);
  const at = (fraction: number): number => percentile(ascending, fraction) ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
};
