/** The unit in which the service asked Cal.com. */
import { type EpochMs, epochMs } from '../../../src/verification/time.ts';

/** A stretch of time in which slots may start, both ends included. */
export interface Window {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** The window from one time to another. */
export const windowOf = (from: Temporal.ZonedDateTime, until: Temporal.ZonedDateTime): Window => ({
  from: epochMs(from.epochMilliseconds),
  until: epochMs(until.epochMilliseconds),
});
