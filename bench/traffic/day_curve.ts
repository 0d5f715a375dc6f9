import type { Random } from './random.ts';

/** How much is asked in each hour of the day, in parts of the busiest: a trough at night, peaks before noon and in the afternoon. */
export const HOURS: readonly number[] = [
  ...[0.02, 0.01, 0.01, 0.01, 0.02, 0.05, 0.15, 0.4, 0.7, 0.95, 1, 0.9],
  ...[0.65, 0.7, 0.9, 0.95, 0.85, 0.65, 0.45, 0.35, 0.25, 0.15, 0.08, 0.04],
];
const HOUR_SECONDS = 3_600;

/** Draws `count` moments of a day along the curve, ascending, in seconds from midnight. */
export const momentsOfDay = (count: number, random: Random): readonly number[] => {
  const sum = HOURS.reduce((total, weight) => total + weight, 0);
  return Array.from({ length: count }, () => {
    let drawn = random() * sum;
    for (const [hour, weight] of HOURS.entries()) {
      if (drawn < weight) return (hour + drawn / weight) * HOUR_SECONDS;
      drawn -= weight;
    }
    return HOURS.length * HOUR_SECONDS - 1;
  }).sort((one, other) => one - other);
};
