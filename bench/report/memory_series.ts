/** Memory of a run's processes over time. */
import type { MemorySample } from '../figures.ts';

/** What one process held, in the order of time. */
export interface MemorySeries {
  readonly role: string;
  readonly samples: readonly { readonly at: number; readonly megabytes: number }[];
}

/** One series a role, in the order in which roles appear. Processes of the same role sampled at the same moment are added up. */
export const memorySeries = (memory: readonly MemorySample[]): MemorySeries[] => {
  const roles = new Map<string, Map<number, number>>();
  for (const { role, at, megabytes } of memory) {
    const moments = roles.get(role) ?? new Map<number, number>();
    moments.set(at, (moments.get(at) ?? 0) + megabytes);
    roles.set(role, moments);
  }
  return [...roles].map(([role, moments]) => ({
    role,
    samples: [...moments].map(([at, megabytes]) => ({ at, megabytes })).sort((a, b) => a.at - b.at),
  }));
};

/**
 * How much a process grew over the second half of its time, in MB: the rise of the straight line that fits its samples best. Two samples
 * alone would tell where in its garbage collection the process was at two moments.
 * @returns undefined with fewer than two samples in that half
 */
export const growthOverSecondHalf = ({ samples }: MemorySeries): number | undefined => {
  const first = samples[0]?.at ?? 0;
  const last = samples.at(-1)?.at ?? 0;
  const half = samples.filter(({ at }) => at >= (first + last) / 2);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanAt = mean(half.map(({ at }) => at));
  const meanMegabytes = mean(half.map(({ megabytes }) => megabytes));
  const spread = half.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  if (half.length < 2 || spread === 0) return undefined;
  const slope = half.reduce((sum, { at, megabytes }) => sum + (at - meanAt) * (megabytes - meanMegabytes), 0) / spread;
  return slope * (last - (half[0]?.at ?? last));
};
