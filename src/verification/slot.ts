import type { EpochMs } from './time.ts';

/** A time that Cal.com listed as bookable: `[start, end)`. */
export interface Slot {
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Only for seated event types; a slot with 0 seats left cannot be booked. */
  readonly seatsRemaining?: number;
}
