/** When a booking is that a webhook tells of, and when the others of its series are. Pure. */
import { DAY_MS, epochMs, MINUTE_MS } from '../../verification/time.ts';
import type { TouchedTime } from './availability_change.ts';
import type { WebhookFields } from './fields.ts';
import { occurrencesAround } from './occurrences.ts';
import { instantOf, isDateAlone } from './written_instant.ts';

/** The times of a booking. */
export interface BookedTimes {
  /** What the webhook is about for certain. Empty where it tells no time. */
  readonly named: readonly TouchedTime[];
  /** Other occurrences of the series, which it may be about too. */
  readonly others: readonly TouchedTime[];
}

/**
 * The times of the booking, or of the occurrences of its series.
 * @param isSeries the webhook is about the whole series, told with the time of any of them. As a rule that is the first, so the times after it are
 * certain, and those before it are possible.
 */
export const bookedTimes = (fields: WebhookFields, isSeries: boolean): BookedTimes => {
  const { startTime, endTime, length, recurringEvent, cancelledDates, organizer, attendees } = fields;
  const time = timeBetween(startTime, endTime, length);
  if (time === undefined) return { named: [], others: [] };
  if (time.from === undefined || time.datesOnly) return { named: [time], others: [] };
  const { from, until } = time;
  const at = (start: number): TouchedTime => ({
    from: epochMs(start),
    until: until === undefined ? undefined : epochMs(start + (until - from)),
    datesOnly: false,
  });
  if (cancelledDates !== undefined && cancelledDates.length > 0) {
    return { named: cancelledDates.map((date) => at(instantOf(date))), others: [] };
  }
  if (recurringEvent === undefined) return { named: [time], others: [] };
  const zones = [organizer?.timeZone, attendees?.[0]?.timeZone].filter((zone) => zone !== undefined);
  const { before, after } = occurrencesAround(from, recurringEvent, zones);
  const [earlier, later] = [before.map(at), after.map(at)];
  return isSeries ? { named: [time, ...later], others: earlier } : { named: [time], others: [...earlier, ...later] };
};

/** From one written time to the other; undefined where neither is told. @param minutes how long it is, where only one is */
export const timeBetween = (
  start: string | undefined,
  end: string | undefined,
  minutes: number | undefined,
): TouchedTime | undefined => {
  if (start === undefined && end === undefined) return undefined;
  const length = minutes === undefined ? undefined : minutes * MINUTE_MS;
  const from = start === undefined ? undefined : instantOf(start);
  const until = end === undefined ? undefined : epochMs(instantOf(end) + (isDateAlone(end) ? DAY_MS : 0));
  const datesOnly = [start, end].some((given) => given !== undefined && isDateAlone(given));
  if (from !== undefined && until === undefined && length !== undefined) {
    return { from, until: epochMs(from + length), datesOnly };
  }
  if (until !== undefined && from === undefined && length !== undefined) {
    return { from: epochMs(until - length), until, datesOnly };
  }
  return { from, until, datesOnly };
};
