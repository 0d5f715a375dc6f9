/** Finds slots in lists that are ascending by start, as Cal.com's are, so that hardly any of a day has to be looked through. */
import type { Slot } from './slot.ts';
import type { EpochMs } from './time.ts';
import type { Window } from './windows.ts';

/** The slots of one UTC day that a window touches; those outside the window are still among them. */
export interface Part {
  readonly window: Window;
  readonly slots: readonly Slot[];
}

/** The slot that starts exactly at an instant. */
export function slotAt(slots: readonly Slot[], instant: EpochMs): Slot | undefined {
  const slot = slots[firstFrom(slots, instant)];
  return slot?.start === instant ? slot : undefined;
}

/** Every slot that starts in its window and passes, ascending as the parts are. */
export function everySlot(parts: readonly Part[], passes: (slot: Slot) => boolean): readonly Slot[] {
  const every: Slot[] = [];
  for (const { window, slots } of parts) {
    for (let n = firstFrom(slots, window.from); n < slots.length; n += 1) {
      const slot = slots[n];
      if (slot === undefined || slot.start >= window.until) break;
      if (passes(slot)) every.push(slot);
    }
  }
  return every;
}

/** Of the slots that start in their window and pass, the one nearest the window's target; of two as near, the earlier. */
export function nearestSlot(parts: readonly Part[], passes: (slot: Slot) => boolean): readonly Slot[] {
  let nearest: Slot | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const { window, slots } of parts) {
    const { from, until, target } = window;
    for (let n = firstFrom(slots, from); n < slots.length; n += 1) {
      const slot = slots[n];
      if (slot === undefined || slot.start >= until) break;
      const distance = Math.abs(slot.start - target);
      // Parts and slots ascend: of two as near the earlier is met first and stays, and past the target it only gets further.
      if (distance < nearestDistance) {
        if (!passes(slot)) continue;
        nearest = slot;
        nearestDistance = distance;
      } else if (slot.start > target) break;
    }
  }
  return nearest === undefined ? NONE : [nearest];
}

const NONE: readonly Slot[] = [];

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
