/** The customer's own appointments, in the form in which a slot is checked against them fastest. */
import type { Interval } from './policy.ts';
import type { Slot } from './slot.ts';
import type { EpochMs } from './time.ts';

/** Busy intervals, ascending, no two of which overlap or touch. */
export type BusyTimes = readonly Interval[];

/** Sorts and joins busy intervals, so that at most one of them has to be compared with a slot. */
export function busyTimes(intervals: readonly Interval[]): BusyTimes {
  if (intervals.length < 2) return intervals;
  const joined: Interval[] = [];
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || last.end < start) joined.push({ start, end });
    else if (last.end < end) last.end = end;
  }
  return joined;
}

/** Whether `[start, end)` of a slot overlaps a busy interval. Two that only touch do not overlap. */
export function overlapsBusy(slot: Slot, busy: BusyTimes): boolean {
  const next = busy[firstEndingAfter(slot.start, busy)];
  return next !== undefined && next.start < slot.end;
}

function firstEndingAfter(instant: EpochMs, busy: BusyTimes): number {
  let low = 0;
  let high = busy.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((busy[middle]?.end ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
