// Builds the world that a vector file describes.

import type { Attendee } from '../../src/simulator/world/booking.ts';
import type { BookingParticulars } from '../../src/simulator/world/booking_ledger.ts';
import type { BookingWindow, EventType, Limits } from '../../src/simulator/world/event_type.ts';
import type { Host, Opening } from '../../src/simulator/world/host.ts';
import { overlap } from '../../src/simulator/world/interval.ts';
import type { Reservation } from '../../src/simulator/world/reservation_ledger.ts';
import type { World } from '../../src/simulator/world/world.ts';
import type { VectorFile } from './vector_file.ts';

type Written = {
  readonly host: VectorFile['hosts'][number];
  readonly eventType: VectorFile['eventTypes'][number];
  readonly booking: VectorFile['bookings'][number];
  readonly reservation: VectorFile['reservations'][number];
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The world of a file. It was recorded from Cal.com's community edition. */
export function worldOf(file: VectorFile): World {
  const hosts = file.hosts.map((written, index) => hostOf(written, index + 1));
  const named = (username: string): Host => {
    const found = hosts.find((host) => host.username === username);
    if (!found) throw new Error(`${file.name} has no host ${username}`);
    return found;
  };
  const eventTypes = file.eventTypes.map((written) => eventTypeOf(written, written.hosts.map(named)));
  const numbered = (id: number): EventType => {
    const found = eventTypes.find((eventType) => eventType.id === id);
    if (!found) throw new Error(`${file.name} has no event type ${id}`);
    return found;
  };
  return {
    hosts,
    eventTypes,
    bookings: file.bookings.map((written) => bookingOf(written, numbered(written.eventTypeId), named)),
    reservations: file.reservations.map((written, index) =>
      reservationOf(written, numbered(written.eventTypeId), `reservation-${index + 1}`),
    ),
    ignoresOrganizations: true,
  };
}

function hostOf(written: Written['host'], id: number): Host {
  const busy = written.calendarBusy.map(({ start, end }) => ({ start: Date.parse(start), end: Date.parse(end) }));
  return {
    id,
    username: written.username,
    name: written.username,
    email: `${written.username}@example.com`,
    timeZone: written.timeZone,
    schedule: written.schedule.map((hours) => ({ days: hours.days, ...openingOf(hours) })),
    overrides: written.overrides.map((hours) => ({ date: dayOf(hours.date), ...openingOf(hours) })),
    absences: written.outOfOffice.map(({ start, end }) => ({ firstDay: dayOf(start), lastDay: dayOf(end) })),
    calendar: (asked) => busy.filter((time) => overlap(time, asked)),
  };
}

function openingOf({ start, end }: { readonly start: string; readonly end: string }): Opening {
  return { opensAtMinute: minuteOf(start), closesAtMinute: minuteOf(end) };
}

function minuteOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));
}

function dayOf(date: string): number {
  return Date.parse(date) / DAY_MS;
}

function eventTypeOf(written: Written['eventType'], hosts: readonly Host[]): EventType {
  const { schedulingType, bookingLimits, durationLimits, period, hosts: _, ...same } = written;
  return defined({
    ...same,
    title: written.slug,
    hosts,
    scheduling: schedulingType,
    ...(schedulingType && { teamSlug: 'team' }),
    bookingLimits: bookingLimits && limitsOf(bookingLimits),
    durationLimits: durationLimits && limitsOf(durationLimits),
    window: period && windowOf(period),
  });
}

function limitsOf(written: NonNullable<Written['eventType']['bookingLimits']>): Limits {
  return defined({ day: written.PER_DAY, week: written.PER_WEEK, month: written.PER_MONTH });
}

function windowOf(period: NonNullable<Written['eventType']['period']>): BookingWindow {
  if (period.type === 'RANGE') {
    return { type: 'range', firstDay: dayOf(period.start ?? ''), lastDay: dayOf(period.end ?? '') };
  }
  const type = period.type === 'ROLLING' ? 'days' : 'bookableDays';
  return { type, days: period.days ?? 0, skipWeekends: period.countCalendarDays !== true };
}

function bookingOf(
  written: Written['booking'],
  eventType: EventType,
  named: (username: string) => Host,
): BookingParticulars {
  const organizer = written.host === undefined ? eventType.hosts[0] : named(written.host);
  if (!organizer) throw new Error(`event type ${eventType.id} has no host to be booked with`);
  return {
    ...(written.uid !== undefined && { uid: written.uid }),
    eventTypeId: eventType.id,
    hosts: [organizer, ...written.coHosts.map(named)],
    start: Date.parse(written.start),
    end: Date.parse(written.end),
    attendees: Array.from({ length: written.attendees }, (_, index) => attendee(index + 1, eventType)),
    createdAt: 0,
    status: STATUSES[written.status],
  };
}

const STATUSES = { ACCEPTED: 'accepted', PENDING: 'pending', CANCELLED: 'cancelled', REJECTED: 'rejected' } as const;

function attendee(number: number, { seats }: EventType): Attendee {
  const guest = { name: `Guest ${number}`, email: `guest-${number}@example.com`, timeZone: 'UTC' };
  return seats === undefined ? guest : { ...guest, seatUid: `seat-${number}` };
}

function reservationOf(written: Written['reservation'], eventType: EventType, uid: string): Reservation {
  const [host] = eventType.hosts;
  if (!host) throw new Error(`event type ${eventType.id} has no host whose time could be held`);
  const until = Date.parse(written.until);
  return {
    uid,
    eventTypeId: eventType.id,
    host,
    start: Date.parse(written.start),
    end: Date.parse(written.end),
    isSeat: eventType.seats !== undefined,
    minutes: (Date.parse(written.end) - Date.parse(written.start)) / MINUTE_MS,
    until,
    heldBy: 'somebody',
  };
}

/** The same without the properties that are undefined. */
function defined<Shape extends object>(properties: Shape): { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Shape]: Exclude<Shape[Key], undefined> };
}
