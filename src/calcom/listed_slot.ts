import type { Slot } from '../verification/slot.ts';

/** A slot as Cal.com listed it, with all that it says of a seated event type. */
export interface ListedSlot extends Slot {
  readonly seatsBooked?: number;
  readonly seatsTotal?: number;
  /** The booking that the seats taken so far belong to. */
  readonly bookingUid?: string;
}
