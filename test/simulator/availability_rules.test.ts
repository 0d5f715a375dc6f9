// Whatever is booked, moved and cancelled, in whatever order: the calendar stays consistent.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Availability, type FreeSlot } from '../../src/simulator/availability.ts';
import { type Booking, BookingLedger } from '../../src/simulator/booking_ledger.ts';
import { overlap } from '../../src/simulator/calendar.ts';
import { Catalogue } from '../../src/simulator/catalogue.ts';
import type { EventType } from '../../src/simulator/event_type.ts';
import { ReservationLedger } from '../../src/simulator/reservation_ledger.ts';
import { MINUTE_MS } from '../../src/simulator/zone.ts';
import { NOW } from './running_simulator.ts';

const RANGE = { from: NOW, until: NOW + 5 * 86_400_000 };
const ATTENDEE = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };

function eventTypes(): EventType[] {
  const catalogue = new Catalogue('rules');
  return [101, 102, 106, 108].map((id) => {
    const eventType = catalogue.byId(id);
    if (!eventType) throw new Error(`${id} is missing from the catalogue`);
    return eventType;
  });
}

const step = fc.record({
  verb: fc.constantFrom('book', 'book', 'book', 'cancel'),
  type: fc.nat({ max: 3 }),
  pick: fc.nat({ max: 10_000 }),
});

test('bookings of a host never overlap, a listed slot is free, and cancelling everything brings everything back', () => {
  const types = eventTypes();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const clock = (): number => NOW;
      const bookings = new BookingLedger();
      const reservations = new ReservationLedger(clock);
      const parts = { seed: 'rules', clock, bookings, reservations, everyoneFullyBooked: false };
      const availability = new Availability(parts);
      const listed = (): FreeSlot[][] =>
        types.map((eventType) => availability.slots({ eventType, minutes: eventType.lengths[0], ...RANGE }));
      const before = listed();
      const active: Booking[] = [];

      for (const { verb, type, pick } of steps) {
        const eventType = types[type];
        const slots = listed()[type] ?? [];
        const slot = slots[pick % Math.max(1, slots.length)];
        if (verb === 'book' && eventType && slot) {
          const { start, end, hosts } = slot;
          active.push(
            bookings.add({ eventTypeId: eventType.id, hosts, start, end, attendee: ATTENDEE, createdAt: NOW }),
          );
          const minutes = (end - start) / MINUTE_MS;
          const still = availability.slotAt(start, { eventType, minutes });
          expect(still?.hosts).not.toEqual(hosts);
        }
        if (verb === 'cancel') {
          const [cancelled] = active.splice(pick % Math.max(1, active.length), 1);
          if (cancelled) bookings.cancel(cancelled);
        }
      }

      for (const [index, one] of active.entries()) {
        for (const other of active.slice(index + 1)) {
          const sharedHost = one.hosts.some((username) => other.hosts.includes(username));
          expect(sharedHost && overlap(one, other)).toBe(false);
        }
      }
      for (const slot of listed()[0] ?? []) {
        expect(active.some((booking) => booking.hosts.includes('anna') && overlap(booking, slot))).toBe(false);
      }
      for (const booking of active) bookings.cancel(booking);
      expect(listed()).toEqual(before);
    }),
  );
});
