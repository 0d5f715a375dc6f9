/**
 * What of a cached day Cal.com would still list. A list ages in two ways that no booking causes: slots come too near (minimum notice), and
 * the stretch that is under way begins anew with every step of the clock. In that stretch the slots of a 45-minute event type stand elsewhere
 * a quarter of an hour later; those of half hours do not.
 */
import type { ListedSlot } from '../calcom/listed_slot.ts';
import {
  DAY_MS,
  type EpochMs,
  epochMs,
  MINUTE_MS,
  startOfUtcDay,
  type UtcDay,
  utcDay,
  utcDayOf,
} from '../verification/time.ts';
import type { DaySegment } from './day_segment.ts';
import { INTERVALS, type SlotRules } from './slot_rules.ts';

/** What is known of an event type's list, besides the days. */
export interface Listing {
  /** Undefined where the catalogue knows nothing of the event type. */
  readonly rules: SlotRules | undefined;
  /** How far ahead of UTC the clock is by which Cal.com was asked, in minutes. */
  readonly askedOffset: number;
  /**
   * How soon after a call the first slot of its answer began, at the least that was ever seen (ms). The minimum notice is no longer than that.
   * Undefined before any slot was seen.
   */
  readonly shortestLeadMs: number | undefined;
}

/** Cal.com begins a minute from now where an event type has no notice. */
const LEAST_NOTICE_MINUTES = 1;

/**
 * For so long the answer about an unknown event type counts for slots that the notice may have overtaken, or whose grid may have moved. One
 * call a minute for those who ask about the next hours; without a bound it would be one a question.
 */
const UNKNOWN_KEPT_MS = 60_000;

/** The slots of a cached day, ascending, that Cal.com would list now; undefined when only Cal.com knows. */
export const trustedSlots = (
  day: UtcDay,
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  now: EpochMs,
  listing: Listing,
): readonly ListedSlot[] | undefined => {
  const segment = segments.get(day);
  if (segment === undefined) return undefined;
  const { rules } = listing;
  if (rules === undefined) return trustedOfUnknown(day, segment, now, listing.shortestLeadMs);
  if (!rules.isLattice && hasMoved(day, segments, segment, now, rules, listing.askedOffset)) return undefined;
  return beyondNotice(segment.slots, now, rules);
};

/** The slots that have not come too near; the very list where none has. @param rules undefined where no notice is known */
export const beyondNotice = (
  slots: readonly ListedSlot[],
  now: EpochMs,
  rules: SlotRules | undefined,
): readonly ListedSlot[] => {
  const notice = (rules?.minimumNotice ?? 0) * MINUTE_MS;
  const earliest = notice === 0 ? now + 1 : now + notice;
  const [first] = slots;
  return first === undefined || first.start >= earliest ? slots : slots.filter(({ start }) => start >= earliest);
};

/**
 * Whether the list of this day stands on another grid by now: its stretch is the one under way, and the clock has passed a step since. Days
 * between that are not at hand are taken to have a break.
 */
const hasMoved = (
  day: UtcDay,
  segments: ReadonlyMap<UtcDay, DaySegment | undefined>,
  { observedAt }: DaySegment,
  now: EpochMs,
  rules: SlotRules,
  askedOffset: number,
): boolean => {
  const mark = (instant: EpochMs): EpochMs => markFrom(earliestSlot(instant, rules), rules, askedOffset);
  const began = mark(observedAt);
  if (mark(now) === began) return false;
  const earliest = earliestSlot(now, rules);
  const first = utcDayOf(earliest);
  if (day < first) return false;
  const today = segments.get(first);
  if (today === undefined) return day === first + 1 && earliest > startOfUtcDay(day) - reachOf(rules);
  // A stretch begins on its mark also where the seconds of the mark have passed, and its first slot is not listed.
  const hidden = began < earliestSlot(observedAt, rules) ? [began] : [];
  // With its neighbours: a stretch can run over midnight, and so can the offset from a mark to its slot.
  const near = [first - 1, first, first + 1].flatMap((around) => segments.get(utcDay(around))?.slots ?? []);
  const starts = [...near.map(({ start }) => start), ...hidden].sort((one, other) => one - other);
  if (!isUnderWay(starts, earliest, rules)) return false;
  for (let between = first; between < day; between = utcDay(between + 1)) {
    const known = between === first ? starts : segments.get(between)?.slots.map(({ start }) => start);
    if (known === undefined || !runsOver(known, earliest, startOfUtcDay(utcDay(between + 1)), rules)) return false;
  }
  return true;
};

/** From the start of a slot, no later than that begins what belongs to another stretch. */
const reachOf = ({ step, length }: SlotRules): number => (step + length) * MINUTE_MS;

/** Whether some stretch of a day may have begun before an instant of it, and not be over. */
const isUnderWay = (starts: readonly EpochMs[], instant: EpochMs, rules: SlotRules): boolean => {
  const before = starts.findLast((start) => start - rules.offset * MINUTE_MS < instant);
  if (before !== undefined) return instant < before + reachOf(rules);
  // What runs over midnight began on a day that is past, and that nothing is kept of.
  const [next] = starts;
  const midnight = startOfUtcDay(utcDayOf(instant));
  return next !== undefined && next - rules.step * MINUTE_MS < Math.min(midnight, instant);
};

/** Whether the stretch that is under way at an instant may go on beyond midnight: no slot is followed later than a step by the next. */
const runsOver = (starts: readonly EpochMs[], instant: EpochMs, midnight: EpochMs, rules: SlotRules): boolean => {
  let last: EpochMs | undefined;
  for (const start of starts) {
    if (start >= midnight && start - rules.offset * MINUTE_MS < midnight) return true;
    if (start >= midnight) break;
    if (last !== undefined && start > instant && start - last > rules.step * MINUTE_MS) return false;
    last = start;
  }
  return last !== undefined && last + reachOf(rules) > midnight;
};

const earliestSlot = (instant: EpochMs, { minimumNotice }: SlotRules): EpochMs =>
  epochMs(instant + Math.max(LEAST_NOTICE_MINUTES, minimumNotice) * MINUTE_MS);

/** The mark of the asker's clock on which the slots of a stretch begin that is under way at an instant. */
const markFrom = (instant: EpochMs, { interval }: SlotRules, askedOffset: number): EpochMs => {
  const minute = Math.floor(instant / MINUTE_MS) + askedOffset;
  return epochMs((Math.ceil(minute / interval) * interval - askedOffset) * MINUTE_MS);
};

const trustedOfUnknown = (
  day: UtcDay,
  { observedAt, slots }: DaySegment,
  now: EpochMs,
  shortestLeadMs = DAY_MS,
): readonly ListedSlot[] | undefined => {
  const near = utcDayOf(now + shortestLeadMs);
  if (day > near || now - observedAt <= UNKNOWN_KEPT_MS) return beyondNotice(slots, now, undefined);
  if (!looksLikeLattice(slots)) return undefined;
  const upcoming = beyondNotice(slots, now, undefined);
  const [next] = upcoming;
  return next !== undefined && next.start < now + shortestLeadMs ? undefined : upcoming;
};

/** Whether all slots of a day lie on the marks of the step at which they follow one another. */
export const looksLikeLattice = (slots: readonly ListedSlot[]): boolean => {
  let step = Number.POSITIVE_INFINITY;
  for (const [index, { start }] of slots.entries()) {
    const before = slots[index - 1];
    if (before !== undefined) step = Math.min(step, (start - before.start) / MINUTE_MS);
  }
  if (!INTERVALS.includes(step)) return slots.length === 0;
  const [first] = slots;
  const mark = first === undefined ? 0 : first.start % (step * MINUTE_MS);
  return slots.every(({ start }) => start % (step * MINUTE_MS) === mark);
};
