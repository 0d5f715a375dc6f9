/** Until when and from when on an event type can be booked, by its rules and for certain. */
import type { Bounds } from '../verification/calendar.ts';
import { DAY_MS, type EpochMs, epochMs, MINUTE_MS } from '../verification/time.ts';
import type { SlotRules } from './slot_rules.ts';

/** The last day of a window ends somewhere on Earth so long after it does in UTC, and an asker's day may have begun before. */
const ELSEWHERE_DAYS = 2;

/**
 * The bounds at `now`. A window that counts days from now ends with a day of the asker's zone, so some time past its end is still taken for
 * possible: what is called too far is so in every zone.
 */
export const bookingBounds = ({ minimumNotice, window }: SlotRules, now: EpochMs): Bounds => ({
  earliest: epochMs(now + minimumNotice * MINUTE_MS),
  latest: latestOf(window, now),
});

const latestOf = (window: SlotRules['window'], now: EpochMs): EpochMs | undefined => {
  switch (window?.kind) {
    case undefined:
    case 'none':
    // Which days count is known to Cal.com alone.
    case 'rolling-window':
      return undefined;
    case 'range': {
      const lastDay = Date.parse(`${window.until.slice(0, 10)}T00:00:00Z`);
      return Number.isNaN(lastDay) ? undefined : epochMs(lastDay + ELSEWHERE_DAYS * DAY_MS);
    }
    case 'rolling': {
      // A week has five business days, and the last may come after a weekend.
      const days = window.countsBusinessDays ? Math.ceil(window.days / 5) * 7 + 2 : window.days;
      return epochMs(now + (days + ELSEWHERE_DAYS) * DAY_MS);
    }
  }
};
