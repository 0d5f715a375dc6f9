/** The account that was recorded: people and event types from the requests that made them, and what was put into its database by hand. */

import type { EventType } from '../../../src/simulator/world/event_type.ts';
import type { Host } from '../../../src/simulator/world/host.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { RECORDED } from './recorded.ts';

const ZONES = {
  anna: 'Europe/Berlin',
  bob: 'Europe/London',
  ravi: 'Asia/Kolkata',
  lara: 'America/Los_Angeles',
  nima: 'Asia/Kathmandu',
  // Without a schedule of his own: 09:00 to 17:00 in his zone.
  nosched: 'Europe/London',
  nodyn: 'Europe/London',
  load: 'UTC',
  goog: 'Europe/London',
};

type Name = keyof typeof ZONES;

const NAMES = Object.keys(ZONES) as Name[];
const DAY_MS = 86_400_000;

const dayOf = (date: string): number => Date.parse(date) / DAY_MS;

/** What a day's requests changed of anna's and lara's schedule, and whether an event type that was deleted is still there. */
export type Moment = { readonly overridden?: boolean; readonly absent?: boolean; readonly deleted?: boolean };

export function recordedWorld({ overridden = false, absent = false, deleted = false }: Moment = {}): World {
  const host = (username: Name, index: number): Host => ({
    id: 101 + index,
    username,
    name: username.charAt(0).toUpperCase() + username.slice(1),
    email: `${username}@example.invalid`,
    timeZone: ZONES[username],
    schedule: [
      username === 'load'
        ? { days: [1, 2, 3, 4, 5, 6, 7], opensAtMinute: 0, closesAtMinute: 1439 }
        : { days: [1, 2, 3, 4, 5], opensAtMinute: 540, closesAtMinute: 1020 },
    ],
    allowsDynamicEvents: username !== 'nodyn',
    ...(username === 'anna' && overridden
      ? { overrides: [{ date: dayOf('2027-01-05'), opensAtMinute: 720, closesAtMinute: 840 }] }
      : {}),
    ...(username === 'lara' && absent
      ? { absences: [{ firstDay: dayOf('2026-12-15'), lastDay: dayOf('2026-12-15') }] }
      : {}),
    ...(username === 'bob'
      ? { calendar: () => [{ start: Date.parse('2026-12-23T10:00:00Z'), end: Date.parse('2026-12-23T12:00:00Z') }] }
      : {}),
  });
  const hosts = NAMES.map(host);
  const named = (username: string): Host => {
    const found = hosts.find((one) => one.username === username);
    if (!found) throw new Error(`Nobody is called ${username}`);
    return found;
  };
  const own = RECORDED.filter(({ label }) => label.startsWith('seed event type')).map(
    ({ label, request, response }) => {
      const [username = ''] = label.replace('seed event type ', '').split('/');
      const { id } = (response.body as { data: { id: number } }).data;
      return eventTypeOf(id, request.body as EventTypeBody, named(username));
    },
  );
  const duo = { hosts: [named('anna'), named('bob')], length: 30, teamSlug: 'duo' };
  return {
    hosts,
    eventTypes: [
      ...own.filter(({ slug }) => !(deleted && slug === 'hidden')),
      { ...duo, id: 301, slug: 'together', title: 'together', scheduling: 'collective' },
      { ...duo, id: 302, slug: 'rr', title: 'rr', scheduling: 'roundRobin' },
      { ...duo, id: 303, slug: 'managed', title: 'managed', hosts: [], scheduling: 'managed' },
      { id: 304, slug: 'managed', title: 'managed', hosts: [named('anna')], length: 30, parentId: 303 },
    ],
    ignoresOrganizations: true,
    ignoresHostSubsets: true,
  };
}

type EventTypeBody = {
  title: string;
  slug: string;
  lengthInMinutes: number;
  lengthInMinutesOptions?: number[];
  minimumBookingNotice: number;
  slotInterval?: number;
  beforeEventBuffer?: number;
  afterEventBuffer?: number;
  offsetStart?: number;
  onlyShowFirstAvailableSlot?: boolean;
  bookingLimitsCount?: { day?: number; week?: number };
  confirmationPolicy?: { blockUnconfirmedBookingsInBooker: boolean };
  seats?: { seatsPerTimeSlot: number };
  recurrence?: { interval: number; occurrences: number; frequency: 'weekly' };
  bookingWindow?: { value: number };
};

function eventTypeOf(id: number, body: EventTypeBody, host: Host): EventType {
  const { title, slug, lengthInMinutes: length, minimumBookingNotice, confirmationPolicy, seats } = body;
  const { lengthInMinutesOptions, bookingLimitsCount, recurrence, bookingWindow, ...rest } = body;
  const { slotInterval, beforeEventBuffer, afterEventBuffer, offsetStart, onlyShowFirstAvailableSlot } = rest;
  const given = {
    slotInterval,
    beforeEventBuffer,
    afterEventBuffer,
    offsetStart,
    onlyShowFirstAvailableSlot,
    lengths: lengthInMinutesOptions,
    bookingLimits: bookingLimitsCount,
    recurrence,
    seats: seats?.seatsPerTimeSlot,
    confirmation: confirmationPolicy && (confirmationPolicy.blockUnconfirmedBookingsInBooker ? 'blocking' : 'waiting'),
    window: bookingWindow && { type: 'days', days: bookingWindow.value, skipWeekends: true },
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { id, slug, title, hosts: [host], length, minimumBookingNotice, ...present };
}
