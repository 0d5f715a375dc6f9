// Worlds and questions of every kind, for rules that must hold in all of them. No clocks change in their weeks: around a change Cal.com
// has effects of its own, which the recorded answers hold the simulator to.

import { FreeTimes } from '../../src/simulator/free_times.ts';
import { type BookingParticulars, BookingLedger } from '../../src/simulator/world/booking_ledger.ts';
import { Calendars } from '../../src/simulator/world/calendars.ts';
import { Catalogue } from '../../src/simulator/world/catalogue.ts';
import type { EventType } from '../../src/simulator/world/event_type.ts';
import type { Host, Opening } from '../../src/simulator/world/host.ts';
import { type Interval, overlap } from '../../src/simulator/world/interval.ts';
import { ReservationLedger } from '../../src/simulator/world/reservation_ledger.ts';
import { DAY_MS, MINUTE_MS } from '../../src/simulator/zone.ts';
import { fc } from '../support/fast_check.ts';

/** A Wednesday. */
export const NOW = Date.parse('2026-06-10T08:17:00Z');

const TODAY = Math.floor(NOW / DAY_MS);

/** Zones by what they have after the full hour, in minutes. */
export const ZONES_BY_CLASS = {
  0: ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'],
  30: ['Asia/Kolkata', 'America/St_Johns', 'Australia/Adelaide'],
  45: ['Asia/Kathmandu', 'Pacific/Chatham', 'Australia/Eucla'],
} as const;

export const zone = fc.constantFrom(...Object.values(ZONES_BY_CLASS).flat());

const opening: fc.Arbitrary<Opening> = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 12, max: 140 }))
  .map(([from, length]) => ({ opensAtMinute: from * 5, closesAtMinute: Math.min(1439, (from + length) * 5) }));

const busy: fc.Arbitrary<Interval> = fc
  .tuple(fc.integer({ min: 0, max: 6 * 288 }), fc.integer({ min: 1, max: 40 }))
  .map(([from, length]) => {
    const start = TODAY * DAY_MS + from * 5 * MINUTE_MS;
    return { start, end: start + length * 5 * MINUTE_MS };
  });

const hostParts = fc.record({
  timeZone: zone,
  days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 4 }),
  hours: opening,
  overrides: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), opening), {
    maxLength: 2,
    selector: ([day]) => day,
  }),
  away: fc.option(fc.integer({ min: 1, max: 5 })),
  busy: fc.array(busy, { maxLength: 4 }),
});

function hostOf(parts: typeof hostParts extends fc.Arbitrary<infer Parts> ? Parts : never, id: number): Host {
  const away = parts.away === null ? [] : [{ firstDay: TODAY + parts.away, lastDay: TODAY + parts.away }];
  return {
    id,
    username: `host-${id}`,
    name: `Host ${id}`,
    email: `host-${id}@example.com`,
    timeZone: parts.timeZone,
    schedule: [{ days: parts.days, ...parts.hours }],
    overrides: parts.overrides.map(([day, hours]) => ({ date: TODAY + day, ...hours })),
    absences: away,
    calendar: (asked) => parts.busy.filter((time) => overlap(time, asked)),
  };
}

const minutes = fc.constantFrom(0, 0, 15, 20, 60);

const eventTypeParts = fc.record({
  length: fc.constantFrom(15, 20, 30, 45, 50, 60, 90),
  scheduling: fc.constantFrom('collective', 'roundRobin'),
  minimumBookingNotice: minutes,
  beforeEventBuffer: minutes,
  afterEventBuffer: minutes,
  offsetStart: fc.constantFrom(0, 0, 5),
  showOptimizedSlots: fc.boolean(),
  limit: fc.option(fc.integer({ min: 1, max: 3 })),
});

/** A world with one event type, and who can be asked about it. */
export type RandomWorld = { readonly eventType: EventType; readonly availability: FreeTimes };

/** Some hosts in any zones, one event type of theirs, and bookings of it. */
export const randomWorld: fc.Arbitrary<RandomWorld> = fc
  .record({
    hosts: fc.array(hostParts, { minLength: 1, maxLength: 3 }),
    eventType: eventTypeParts,
    bookings: fc.array(fc.tuple(busy, fc.nat({ max: 2 })), { maxLength: 5 }),
  })
  .map((parts) => {
    const hosts = parts.hosts.map((host, index) => hostOf(host, index + 1));
    const { limit, scheduling, ...rest } = parts.eventType;
    const eventType: EventType = {
      id: 1,
      slug: 'random',
      title: 'Random',
      hosts,
      ...rest,
      ...(hosts.length > 1 && { scheduling }),
      // Days are the first host's for the listing and each host's own for a booking, so with several zones the two disagree at Cal.com too.
      ...(limit !== null && hosts.length === 1 && { bookingLimits: { day: limit } }),
    };
    const bookings = new BookingLedger();
    for (const [time, host] of parts.bookings) bookings.add(bookingOf(time, hosts[host % hosts.length] ?? hosts[0]));
    const clock = (): number => NOW;
    const catalogue = new Catalogue({ hosts, eventTypes: [eventType] });
    const reservations = new ReservationLedger(clock);
    return {
      eventType,
      availability: new FreeTimes({ clock, catalogue, bookings, reservations, calendars: new Calendars() }),
    };
  });

function bookingOf(time: Interval, host: Host | undefined): BookingParticulars {
  if (!host) throw new Error('a world without hosts');
  const attendee = { name: 'Gast', email: 'gast@example.com', timeZone: 'UTC' };
  return { eventTypeId: 1, hosts: [host], ...time, attendees: [attendee], createdAt: NOW, status: 'accepted' };
}

/** The starts that are listed from today for so many days. */
export function startsOf(
  { availability, eventType }: RandomWorld,
  timeZone: string | undefined,
  days: number,
): number[] {
  const range = { from: TODAY * DAY_MS, until: (TODAY + days) * DAY_MS - 1000 };
  const listing = availability.list({ eventType, ...range, timeZone, duration: undefined });
  return [...listing.values()].flat().map(({ start }) => start);
}
