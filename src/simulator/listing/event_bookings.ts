// The bookings that take time away from the hosts of a question.

import type { Booking } from '../world/booking.ts';
import { isTeams } from '../world/event_type.ts';
import type { Host } from '../world/host.ts';
import type { Interval } from '../world/interval.ts';
import type { Facts, SlotsQuestion } from './question.ts';

/**
 * Those of one host within a range (its ends included): accepted ones that the host organizes or attends, and pending ones of the asked
 * event type if it lets them block. One with an organizer and a co-host among those asked is found twice, which counts for seats.
 */
export function bookingsOf(
  host: Host,
  hosts: readonly Host[],
  question: SlotsQuestion,
  facts: Facts,
  range: Interval,
): Booking[] {
  const { eventType } = question;
  const emails = new Set(hosts.map(({ email }) => email));
  const organizers = new Set(hosts.map(({ id }) => id));
  const found: Booking[] = [];
  for (const booking of facts.bookingsInvolving(host.email, range)) {
    if (booking.status === 'accepted') {
      const [organizer] = booking.hosts;
      const asOrganizers = organizers.has(organizer.id);
      const attending = attendeeEmails(booking);
      if (asOrganizers) found.push(booking);
      if (attending.some((email) => emails.has(email)) && !(asOrganizers && attending.includes(organizer.email))) {
        found.push(booking);
      }
    } else if (
      booking.status === 'pending' &&
      booking.eventTypeId === eventType.id &&
      eventType.confirmation === 'blocking'
    ) {
      found.push(booking);
    }
  }
  return found;
}

/** Everyone who attends: those who booked, and the co-hosts. */
export function attendeeEmails({ hosts, attendees }: Booking): string[] {
  return [...attendees, ...hosts.slice(1)].map(({ email }) => email);
}

/** The places taken of a seated event type: its accepted bookings that start within a range (its ends included). */
export function seatsTaken(question: SlotsQuestion, facts: Facts, range: Interval): SeatsTaken[] {
  const { eventType } = question;
  const hosts = new Set(isTeams(eventType) ? eventType.hosts.map(({ email }) => email) : []);
  return facts
    .bookingsOfEventType(eventType.id, range)
    .filter(({ status, start }) => status === 'accepted' && start >= range.start && start <= range.end)
    .map((booking) => ({
      uid: booking.uid,
      start: booking.start,
      taken: attendeeEmails(booking).filter((email) => !hosts.has(email)).length,
    }));
}

/** How many places are taken of the slot that starts at an instant (epoch ms), by the booking `uid`. */
export type SeatsTaken = { readonly uid: string; readonly start: number; readonly taken: number };
