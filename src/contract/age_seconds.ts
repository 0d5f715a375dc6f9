import type { EpochMs } from '../verification/time.ts';

/** Whole seconds since Cal.com was asked; never negative, whatever two machines' clocks say. */
export const ageSeconds = (verifiedAt: EpochMs, now: EpochMs): number =>
  Math.max(0, Math.floor((now - verifiedAt) / 1000));
