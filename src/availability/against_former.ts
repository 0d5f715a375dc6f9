/** What an answer of Cal.com's says when it is held against what was cached before it. Pure. */
import { MINUTE_MS, type UtcDay } from '../verification/time.ts';
import type { StoredSegments, WrittenAnswer } from './segment_store.ts';
import type { SlotRules } from './slot_rules.ts';

/** What is odd about an answer. */
export type Oddities = Required<Pick<WrittenAnswer, 'vanishedOn' | 'isEmptied'>>;

/** Fewer days are empty often: a holiday, a week that is booked out. */
const MONTH_DAYS = 21;

/** Full is what had so many days with slots: the last free ones of a busy month are booked all the time. */
const FULL_DAYS = 5;

/** Slots vanish one by one when visitors pick them. Where many have gone, the host has changed something. */
const MOST_HELD = 3;

/**
 * Whether a month that was full is empty, and on which days slots have vanished that nobody told of. That is only told of an event type whose
 * slots stay where they are while the clock goes on.
 * @param former what was cached before the call
 */
export const againstFormer = (
  { from, until, observedAt, slots }: WrittenAnswer,
  { segments, changes }: Pick<StoredSegments, 'segments' | 'changes'>,
  rules: SlotRules | undefined,
): Oddities => {
  const listed = new Set(slots.map(({ start }) => start));
  const earliest = observedAt + (rules?.minimumNotice ?? 0) * MINUTE_MS;
  const vanishedOn = new Set<UtcDay>();
  let fullDays = 0;
  for (const [day, segment] of segments) {
    if (segment === undefined || day < from || day > until || segment.observedAt >= observedAt) continue;
    const standing = changes.standing(day, segment).filter(({ start }) => start > earliest);
    if (standing.length > 0) fullDays += 1;
    const gone = standing.filter(({ start }) => !listed.has(start)).length;
    if (gone > 0 && gone <= MOST_HELD && rules?.isLattice === true && !rules.firstSlotOnly) vanishedOn.add(day);
  }
  return { vanishedOn, isEmptied: slots.length === 0 && until - from + 1 >= MONTH_DAYS && fullDays >= FULL_DAYS };
};
