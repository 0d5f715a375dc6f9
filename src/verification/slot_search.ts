/** Finds slots in a day's list, which is ascending by start, without going through all of it. */
import type { Slot } from './slot.ts';
import { type EpochMs, epochMs } from './time.ts';
import type { Window } from './windows.ts';

/** The slot that starts exactly at an instant. */
export function slotAt(slots: readonly Slot[], instant: EpochMs): Slot | undefined {
  const slot = slots[firstFrom(slots, instant)];
  return slot?.start === instant ? slot : undefined;
}

/** Every slot that starts in the window and passes. */
export function everySlot(slots: readonly Slot[], window: Window, passes: (slot: Slot) => boolean): Slot[] {
  return slots.slice(firstFrom(slots, window.from), firstFrom(slots, window.until)).filter(passes);
}

/** Of the slots that start in the window and pass, the one nearest its target; of two as near, the earlier. */
export function nearestSlot(slots: readonly Slot[], window: Window, passes: (slot: Slot) => boolean): Slot | undefined {
  const { from, until, target } = window;
  let right = firstFrom(slots, epochMs(Math.min(Math.max(target, from), until)));
  let left = right - 1;
  for (;;) {
    const earlier = startingFrom(from, slots[left]);
    const later = startingBefore(until, slots[right]);
    if (earlier !== undefined && (later === undefined || target - earlier.start <= later.start - target)) {
      if (passes(earlier)) return earlier;
      left -= 1;
    } else if (later !== undefined) {
      if (passes(later)) return later;
      right += 1;
    } else return undefined;
  }
}

const startingFrom = (from: EpochMs, slot: Slot | undefined) =>
  slot !== undefined && slot.start >= from ? slot : undefined;

const startingBefore = (until: EpochMs, slot: Slot | undefined) =>
  slot !== undefined && slot.start < until ? slot : undefined;

/** The index of the first slot that starts at this instant or later. */
function firstFrom(slots: readonly Slot[], instant: EpochMs): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle]?.start ?? instant) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
