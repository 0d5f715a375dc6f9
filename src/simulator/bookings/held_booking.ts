// The booking that somebody has already, which answers whoever books the same once more.

import type { SimulatorState } from '../state.ts';
import type { Attendee, Booking } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';

/**
 * The booking at a time (epoch ms) of an event type that someone of the attendee's e-mail address attends. Only where the hosts take turns or a
 * booking waits for confirmation does Cal.com look for it: the one it finds there has to wait as well, or to stand where none would wait.
 */
export function heldBooking(
  { bookings }: SimulatorState,
  { id, scheduling, confirmation }: EventType,
  start: number,
  attendee: Attendee,
  { isOrganizers = false }: { readonly isOrganizers?: boolean } = {},
): Booking | undefined {
  const waits = confirmation !== undefined && !isOrganizers;
  if (!waits && scheduling !== 'roundRobin') return undefined;
  return bookings
    .ofEventType(id, { start, end: start })
    .find(
      (booking) =>
        booking.start === start && booking.status === (waits ? 'pending' : 'accepted') && attends(booking, attendee),
    );
}

function attends({ attendees, hosts }: Booking, { email, phoneNumber }: Attendee): boolean {
  const people: readonly Pick<Attendee, 'email' | 'phoneNumber'>[] = [
    ...attendees,
    ...hosts.slice(1).map((host) => ({ email: host.email })),
  ];
  return people.some((one) => one.email === email && (phoneNumber === undefined || one.phoneNumber === phoneNumber));
}
