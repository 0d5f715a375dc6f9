// Whatever is booked and cancelled, in whatever order: nobody's time is taken twice, and a cancellation gives back what the booking took.

import { expect, test } from 'vitest';
import { FreeTimes } from '../../src/simulator/free_times.ts';
import type { Booking } from '../../src/simulator/world/booking.ts';
import { BookingLedger } from '../../src/simulator/world/booking_ledger.ts';
import { Calendars } from '../../src/simulator/world/calendars.ts';
import { Catalogue } from '../../src/simulator/world/catalogue.ts';
import { demoAccount } from '../../src/simulator/world/demo/demo_account.ts';
import type { EventType } from '../../src/simulator/world/event_type.ts';
import { overlap } from '../../src/simulator/world/interval.ts';
import { ReservationLedger } from '../../src/simulator/world/reservation_ledger.ts';
import { DAY_MS, MINUTE_MS } from '../../src/simulator/zone.ts';
import { NOW } from '../support/running_simulator.ts';
import { fc } from '../support/fast_check.ts';

const RANGE = { from: NOW, until: NOW + 5 * DAY_MS, timeZone: undefined, duration: undefined };
const ATTENDEE = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };

const step = fc.record({
  verb: fc.constantFrom('book', 'book', 'book', 'cancel'),
  type: fc.nat({ max: 3 }),
  pick: fc.nat({ max: 10_000 }),
});

test('bookings of a host never overlap, a listed slot can be booked, and cancelling everything brings everything back', () => {
  const clock = (): number => NOW;
  const catalogue = new Catalogue(demoAccount('rules'));
  const types = [101, 102, 106, 108].map((id) => catalogue.byId(id)).filter((eventType) => eventType !== undefined);
  expect(types).toHaveLength(4);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const bookings = new BookingLedger();
      const reservations = new ReservationLedger(clock);
      const parts = { clock, catalogue, bookings, reservations, calendars: new Calendars() };
      const availability = new FreeTimes(parts);
      const starts = (eventType: EventType): number[] =>
        [...availability.list({ eventType, ...RANGE }).values()].flat().map(({ start }) => start);
      const before = types.map(starts);
      const active: Booking[] = [];

      for (const { verb, type, pick } of steps) {
        const eventType = types[type];
        if (!eventType) continue;
        if (verb === 'cancel') {
          const [cancelled] = active.splice(pick % Math.max(1, active.length), 1);
          if (cancelled) bookings.change(cancelled, { status: 'cancelled' }, NOW);
          continue;
        }
        const listed = starts(eventType);
        const start = listed[pick % Math.max(1, listed.length)];
        if (start === undefined) continue;
        const check = availability.check({ eventType, start, minutes: eventType.length, attendeeZone: 'UTC' });
        if (!('hosts' in check)) throw new Error(`a listed slot cannot be booked: ${check.refused}`);
        active.push(
          bookings.add({
            eventTypeId: eventType.id,
            hosts: check.hosts,
            start,
            end: start + eventType.length * MINUTE_MS,
            attendees: [ATTENDEE],
            createdAt: NOW,
            status: 'accepted',
          }),
        );
      }

      for (const [index, one] of active.entries()) {
        for (const other of active.slice(index + 1)) {
          const sharedHost = one.hosts.some((host) => other.hosts.includes(host));
          expect(sharedHost && overlap(one, other)).toBe(false);
        }
      }
      for (const booking of active) bookings.change(booking, { status: 'cancelled' }, NOW);
      expect(types.map(starts)).toEqual(before);
    }),
  );
});
