import type { Stage } from 'k6/options';
import { HOURS } from '../traffic/day_curve.ts';
import type { Settings } from './settings.ts';

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
