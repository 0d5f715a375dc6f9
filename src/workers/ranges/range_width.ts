/**
 * How many days Cal.com is asked for at once. A month costs as much as a day for most event types, so all of it is asked for. For
 * some, teams and many calendars mostly, each day more takes longer: for them a caller's days come first. Pure.
 */
import type { Width } from '../../availability/segment_store.ts';
import { type EpochMs, epochMs, HOUR_MS, type UtcDay, utcDay } from '../../verification/time.ts';

/** UTC days, both included. */
export interface Span {
  readonly from: UtcDay;
  readonly until: UtcDay;
}

/** What a job asks for. */
export interface SpanPlan {
  readonly first: Span;
  /** Asked for as well when `first` takes too long: what a caller waits for. */
  readonly meanwhile: Span | undefined;
  /** Left for later, each as much as Cal.com answers in time. */
  readonly rest: readonly Span[];
}

/** An answer that takes longer than this is slow, in milliseconds. */
const IN_TIME_MS = 1_000;

/** After so long a slow event type is asked for all of its days again. */
const KEPT_MS = 6 * HOUR_MS;

/** The number of days. */
export const daysOf = ({ from, until }: Span): number => until - from + 1;

/** How a range is asked for. @param needed what a caller waits for @param width what is known to come in time */
export const planSpans = (wanted: Span, needed: Span | undefined, width: Width | undefined, now: EpochMs): SpanPlan => {
  if (width === undefined || width.until <= now || width.days >= daysOf(wanted)) {
    const isNarrower = needed !== undefined && daysOf(needed) < daysOf(wanted);
    return { first: wanted, meanwhile: isNarrower ? needed : undefined, rest: [] };
  }
  const from = needed?.from ?? wanted.from;
  const until = Math.min(wanted.until, Math.max(from + width.days - 1, needed?.until ?? 0));
  const first = { from, until: utcDay(until) };
  return { first, meanwhile: undefined, rest: restOf(wanted, first, width.days) };
};

/** What of a range lies outside a span, in parts of so many days at most. */
export const restOf = (wanted: Span, { from, until }: Span, days: number): readonly Span[] => [
  ...partsOf(utcDay(until + 1), wanted.until, days),
  ...partsOf(wanted.from, utcDay(from - 1), days),
];

const partsOf = (from: UtcDay, until: UtcDay, days: number): readonly Span[] => {
  const parts: Span[] = [];
  for (let start: number = from; start <= until; start += days) {
    parts.push({ from: utcDay(start), until: utcDay(Math.min(until, start + days - 1)) });
  }
  return parts;
};

/** A call and how long it took, in milliseconds; of one that was given up, as long as it was waited for. */
export interface TimedCall {
  readonly days: number;
  readonly ms: number;
}

/**
 * What comes in time, by a call for many days that was slow and one for few that was made beside it. Where few days take as long as many,
 * asking for fewer would only cost more calls.
 * @returns undefined where all days should be asked for
 */
export const widthBy = (many: TimedCall, few: TimedCall, now: EpochMs): Width | undefined => {
  const msADay = (many.ms - few.ms) / Math.max(1, many.days - few.days);
  const allowedMs = Math.max(IN_TIME_MS, 1.5 * few.ms);
  const days = msADay <= 0 ? many.days : Math.floor(few.days + (allowedMs - few.ms) / msADay);
  return days >= many.days ? undefined : { days: Math.max(1, days), until: epochMs(now + KEPT_MS) };
};

/** Whether a call was so quick that even this many days would come in time. */
export const isQuickFor = (days: number, call: TimedCall): boolean => (call.ms / call.days) * days <= IN_TIME_MS;

/** What is left of a width of which even that much did not come. */
export const narrowed = (span: Span, now: EpochMs): Width => ({
  days: Math.max(1, Math.floor(daysOf(span) / 2)),
  until: epochMs(now + KEPT_MS),
});
