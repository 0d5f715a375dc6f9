/** What the clients of nginx ask for: few different addresses, or the cache would hold the same days under many keys. */
import { type EpochMs, startOfUtcDay, type UtcDay, utcDay, utcDayOf } from '../../../src/verification/time.ts';

/** UTC days, both included. */
export interface DayRange {
  readonly from: UtcDay;
  readonly until: UtcDay;
}

/** A month, as Cal.com's own booking page asks for. */
const STEP_DAYS = 31;

/** The days from today on through a month from now, or through as many months as reach a day. */
export const monthsThrough = (now: EpochMs, lastNeeded: UtcDay): DayRange => {
  const from = utcDayOf(now);
  const steps = Math.max(1, Math.ceil((lastNeeded - from) / STEP_DAYS));
  return { from, until: utcDay(from + steps * STEP_DAYS) };
};

/** The path and query for these days, as they are listed to someone in a zone (IANA name). */
export const slotsPath = (eventTypeId: number, { from, until }: DayRange, timeZone: string): string =>
  `/v2/slots?eventTypeId=${eventTypeId}&start=${isoDate(from)}&end=${isoDate(until)}&timeZone=${timeZone}&format=range`;

/** Such as `2026-11-24`, which is how an answer names its days. */
export const isoDate = (day: UtcDay): string => new Date(startOfUtcDay(day)).toISOString().slice(0, DATE_LENGTH);

const DATE_LENGTH = 'yyyy-mm-dd'.length;
