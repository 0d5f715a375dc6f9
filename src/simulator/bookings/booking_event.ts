import { type Team, teamName } from '../account/account.ts';
import type { SimulatorState } from '../state.ts';
import type { BookingEvent } from '../webhooks/payload_parts.ts';
import type { Booking } from '../world/booking.ts';
import type { EventType } from '../world/event_type.ts';

/** Everything around a booking that is told of it. A dynamic event has an event type that is in no catalogue. */
export function bookingEvent(
  { account, catalogue }: SimulatorState,
  booking: Booking,
  more: Pick<BookingEvent, 'replaced' | 'occurrences' | 'isConfirmed' | 'reason'> = {},
): BookingEvent {
  const eventType = catalogue.byId(booking.eventTypeId) ?? dynamicEventType(booking);
  const team = account.teamOf(eventType);
  return { booking, eventType, title: titleOf(booking, eventType, team), team, ...more };
}

/** What Cal.com calls a booking: the event type between the organizer, or the team where all of it meet, and who booked. */
function titleOf({ hosts, attendees }: Booking, { title, scheduling }: EventType, team: Team | undefined): string {
  const organizer = team && scheduling === 'collective' ? teamName(team) : hosts[0].name;
  return `${title} between ${organizer} and ${attendees[0]?.name ?? 'Nameless'}`;
}

function dynamicEventType({ hosts, start, end }: Booking): EventType {
  return { id: 0, slug: 'dynamic', title: 'Dynamic', hosts, length: (end - start) / 60_000 };
}
