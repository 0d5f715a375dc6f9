/** Finds slots in the days that were read. A day's list is ascending by start, so that hardly any of it has to be looked through. */
import type { DaysRead } from './days_read.ts';
import type { Slot } from './slot.ts';
import { type EpochMs, epochMs, utcDay } from './time.ts';
import { firstDayOf, lastDayOf, type Window } from './windows.ts';

/** The slot that starts exactly at an instant. */
export function slotAt(slots: readonly Slot[], instant: EpochMs): Slot | undefined {
  const slot = slots[firstFrom(slots, instant)];
  return slot?.start === instant ? slot : undefined;
}

/** Every slot that starts in one of the windows and passes, ascending. */
export function everySlot(windows: readonly Window[], days: DaysRead, passes: (slot: Slot) => boolean): Slot[] {
  const every: Slot[] = [];
  for (const window of windows) {
    for (let day = firstDayOf(window); day <= lastDayOf(window); day = utcDay(day + 1)) {
      const slots = days.slotsOn(day) ?? [];
      for (const slot of slots.slice(firstFrom(slots, window.from), firstFrom(slots, window.until))) {
        if (passes(slot)) every.push(slot);
      }
    }
  }
  return every;
}

/** Of the slots that start in one of the windows and pass, the one nearest the window's target; of two as near, the earlier. */
export function nearestSlot(
  windows: readonly Window[],
  days: DaysRead,
  passes: (slot: Slot) => boolean,
): Slot | undefined {
  let nearest: Slot | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const window of windows) {
    for (let day = firstDayOf(window); day <= lastDayOf(window); day = utcDay(day + 1)) {
      const slot = nearestOfDay(days.slotsOn(day) ?? [], window, passes);
      if (slot === undefined) continue;
      const distance = Math.abs(slot.start - window.target);
      // Windows and days ascend, so that of two as near the earlier is met first and stays.
      if (distance < nearestDistance) {
        nearest = slot;
        nearestDistance = distance;
      }
    }
  }
  return nearest;
}

/** Goes outwards from the target, always to the nearer side, so that the first slot that passes is the nearest. */
function nearestOfDay(slots: readonly Slot[], window: Window, passes: (slot: Slot) => boolean): Slot | undefined {
  const { from, until, target } = window;
  let right = firstFrom(slots, epochMs(Math.min(Math.max(target, from), until)));
  let left = right - 1;
  for (;;) {
    const earlier = left >= 0 ? slots[left] : undefined;
    const later = right < slots.length ? slots[right] : undefined;
    const earlierDistance = earlier !== undefined && earlier.start >= from ? target - earlier.start : OUTSIDE;
    const laterDistance = later !== undefined && later.start < until ? later.start - target : OUTSIDE;
    if (earlier !== undefined && earlierDistance <= laterDistance && earlierDistance < OUTSIDE) {
      if (passes(earlier)) return earlier;
      left -= 1;
    } else if (later !== undefined && laterDistance < OUTSIDE) {
      if (passes(later)) return later;
      right += 1;
    } else return undefined;
  }
}

const OUTSIDE = Number.POSITIVE_INFINITY;

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
