// The places of a demo workshop that were taken before anyone looked: from none to all of them at every full hour of its host.

import { hashText } from '../../random.ts';
import { instantOf, localDayOf, MINUTE_MS, weekdayOf } from '../../zone.ts';
import type { Booking } from '../booking.ts';
import type { StandingBookings } from '../booking_ledger.ts';
import type { EventType } from '../event_type.ts';
import type { Host } from '../host.ts';

/** Bookings of a seated event type with one host who works from Monday to Friday. */
export function seatSales(eventType: EventType, host: Host, seed: string): StandingBookings {
  const [hours] = host.schedule;
  const bookingAt = (start: number): Booking | undefined => {
    const key = `${seed}/seats/${eventType.id}/${start}`;
    const booked = hashText(key) % ((eventType.seats ?? 0) + 1);
    if (booked === 0) return undefined;
    const id = hashText(`${key}/uid`);
    const attendees = Array.from({ length: booked }, (_, place) => ({
      name: `Guest ${place + 1}`,
      email: `guest-${place + 1}-${id}@example.com`,
      timeZone: host.timeZone,
      seatUid: `seat-${id.toString(16)}-${place + 1}`,
    }));
    return {
      id,
      uid: `booking-${id.toString(16)}`,
      icsUid: `booking-${id.toString(16)}@Cal.diy`,
      sequence: 0,
      eventTypeId: eventType.id,
      hosts: [host],
      start,
      end: start + eventType.length * MINUTE_MS,
      attendees,
      createdAt: 0,
      updatedAt: 0,
      status: 'accepted',
    };
  };
  return {
    eventType,
    between: ({ start, end }) => {
      const bookings: Booking[] = [];
      const last = localDayOf(host.timeZone, end);
      for (let day = localDayOf(host.timeZone, start) - 1; day <= last && hours; day++) {
        if (weekdayOf(day) > 5) continue;
        for (let minute = hours.opensAtMinute; minute < hours.closesAtMinute; minute += eventType.length) {
          const booking = bookingAt(instantOf(host.timeZone, day, minute));
          if (booking && booking.start <= end && booking.end >= start) bookings.push(booking);
        }
      }
      return bookings;
    },
  };
}
