import type { Stage } from 'k6/options';
import type { Settings } from './settings.ts';

/** How much is asked in each hour of the day, in parts of the busiest: a trough at night, peaks before noon and in the afternoon. */
const HOURS: readonly number[] = [
  ...[0.02, 0.01, 0.01, 0.01, 0.02, 0.05, 0.15, 0.4, 0.7, 0.95, 1, 0.9],
  ...[0.65, 0.7, 0.9, 0.95, 0.85, 0.65, 0.45, 0.35, 0.25, 0.15, 0.08, 0.04],
];

const SECONDS_PER_MINUTE = 60;

/** k6 takes whole rates only; by the minute, nights are not rounded to nothing. */
export const TIME_UNIT = '1m';

/** The day in 24 stages, from midnight to midnight, for an executor whose rates are by `TIME_UNIT`. */
export const dayStages = ({ dayMinutes, peakPerSecond }: Pick<Settings, 'dayMinutes' | 'peakPerSecond'>): Stage[] => {
  const seconds = (dayMinutes * SECONDS_PER_MINUTE) / HOURS.length;
  return HOURS.map((weight) => ({
    duration: `${Math.round(seconds * 1_000)}ms`,
    target: Math.ceil(weight * peakPerSecond * SECONDS_PER_MINUTE),
  }));
};
