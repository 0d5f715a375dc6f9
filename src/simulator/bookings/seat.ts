// A place of a seated booking.

import { Crash } from '../api_error.ts';
import type { Attendee, Booking } from '../world/booking.ts';

/** Who has that place in one of the bookings, and in which. */
export function holderOf(
  bookings: Iterable<Booking>,
  seatUid: string,
): { readonly holder: Attendee; readonly booking: Booking } | undefined {
  for (const booking of bookings) {
    const holder = booking.attendees.find((attendee) => attendee.seatUid === seatUid);
    if (holder) return { holder, booking };
  }
  return undefined;
}

/** Nobody takes two places of one time. Cal.com's booking code throws it past the layer that gives errors their shape. */
export function alreadyIn(): Crash {
  return new Crash('already_signed_up_for_this_booking_error', 409);
}
