import { type EpochMs, epochMs } from '../verification/time.ts';

/** The furthest instant of which Cal.com lists slots, seen from `instant`: it clamps every `end` to one year ahead. */
export const oneYearAfter = (instant: EpochMs): EpochMs =>
  epochMs(
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('UTC').add({ years: 1 }).epochMilliseconds,
  );
