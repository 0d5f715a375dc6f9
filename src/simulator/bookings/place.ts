// Whether a wanted time can be had, and what Cal.com says where it cannot.

import { ApiError, Crash } from '../api_error.ts';
import type { BookingCheck, WantedBooking } from '../listing/booking_check.ts';
import type { SimulatorState } from '../state.ts';
import { type EventType, isTeams } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';

/** A time that can be had: whose it takes, and the seated booking that it joins. */
export type Place = Exclude<BookingCheck, { readonly refused: string }>;

const OUT_OF_BOUNDS =
  'The event type can\'t be booked at the "start" time provided. This could be because it\'s too soon (violating the minimum booking ' +
  "notice) or too far in the future (outside the event's scheduling window). Try fetching available slots first using the GET /v2/slots " +
  'endpoint and then make a booking with "start" time equal to one of the available slots.';

/**
 * Finds the place of a wanted booking. Throws an ApiError (400) with Cal.com's reason when there is none, a bare 401 when a limit of the event type is
 * reached, and a Crash where only some of those are free who all have to be.
 */
export function placeFor(state: SimulatorState, wanted: WantedBooking): Place {
  const { eventType, rescheduledUid } = wanted;
  const check = state.availability.check({ ...wanted, eventType: { ...eventType, hosts: inTurn(state, eventType) } });
  if (!('refused' in check)) return check;
  switch (check.refused) {
    case 'past':
      throw new ApiError(400, 'Attempting to book a meeting in the past.');
    case 'out_of_bounds':
      throw new ApiError(400, OUT_OF_BOUNDS);
    case 'limited':
      throw new Crash('booking_limit_reached', 401);
    case 'some_busy':
      throw new Crash();
    case 'full':
      throw new ApiError(409, 'No more seats left at this seated booking.');
    case 'busy':
      // A move says nothing of a team.
      throw new ApiError(
        400,
        isTeams(eventType) && rescheduledUid === undefined
          ? 'One of the hosts either already has booking at this time or is not available'
          : 'User either already has booking at this time or is not available',
      );
  }
}

/** The hosts of a round robin in the order of their turn: whoever was booked longest ago first. */
function inTurn({ bookings }: SimulatorState, { id, hosts, scheduling }: EventType): readonly Host[] {
  if (scheduling !== 'roundRobin') return hosts;
  const lastBooked = new Map<number, number>();
  for (const booking of bookings.all()) {
    if (booking.eventTypeId === id && booking.status === 'accepted') lastBooked.set(booking.hosts[0].id, booking.id);
  }
  return [...hosts].sort((one, other) => (lastBooked.get(one.id) ?? 0) - (lastBooked.get(other.id) ?? 0));
}
