/** What makes a listed slot bookable for this customer. */
import { type BusyTimes, overlapsBusy } from './busy_times.ts';
import type { Slot } from './slot.ts';

/** Whether a slot that Cal.com listed has a seat left and overlaps nothing that the customer already has. */
export function isBookable(slot: Slot, busy: BusyTimes): boolean {
  return slot.seatsRemaining !== 0 && !overlapsBusy(slot, busy);
}
