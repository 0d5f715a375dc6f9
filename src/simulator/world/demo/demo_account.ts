// The account of demos, load and most tests: a handful of named event types, each there for one peculiarity, and thousands of plain ones.

import type { EventType } from '../event_type.ts';
import type { World } from '../world.ts';
import { demoHost } from './demo_host.ts';
import { generatedEventTypes } from './generated_event_types.ts';
import { seatSales } from './seat_sales.ts';

/** Makes the demo account of a seed. */
export function demoAccount(seed: string): World {
  const hour = 60;
  const host = (id: number, username: string, timeZone: string, particulars: Parameters<typeof demoHost>[2] = {}) =>
    demoHost(seed, { id, username, timeZone }, particulars);
  const anna = host(1, 'anna', 'Europe/Berlin');
  const bert = host(2, 'bert', 'Europe/Berlin', { opensAtMinute: 8 * hour + 25, closesAtMinute: 16 * hour + 45 });
  const clara = host(3, 'clara', 'Europe/Vienna');
  const dora = host(4, 'dora', 'Europe/Berlin', { fullyBooked: true });
  const nick = host(5, 'nick', 'America/New_York');
  const emil = host(6, 'emil', 'Europe/Paris', { closesAtMinute: 18 * hour });
  const kiran = host(7, 'kiran', 'Asia/Kathmandu', { closesAtMinute: 18 * hour });
  const lou = host(8, 'lou', 'Australia/Lord_Howe');
  const olga = host(9, 'olga', 'Europe/Berlin', { organizationSlug: 'acme' });
  const pavel = host(10, 'pavel', 'Europe/Warsaw', { organizationSlug: 'acme', opensAtMinute: 8 * hour });
  const ravi = host(11, 'ravi', 'Asia/Kolkata');
  const greta = host(12, 'greta', 'Europe/Berlin');

  const workshop: EventType = { id: 104, slug: 'workshop', title: 'Workshop', hosts: [clara], length: 60, seats: 6 };
  const eventTypes: readonly EventType[] = [
    { id: 101, slug: 'intro', title: 'Introduction', hosts: [anna], length: 30 },
    // The same host as 101: a booking of either takes the time from both.
    { id: 102, slug: 'deep-dive', title: 'Deep dive', hosts: [anna], length: 60 },
    // A step of 50 minutes that begins anew after every appointment, so no rounding of a requested time ever hits by luck.
    { id: 103, slug: 'fifty', title: 'Fifty minutes', hosts: [bert], length: 50 },
    workshop,
    { id: 105, slug: 'sold-out', title: 'Sold out', hosts: [dora], length: 30 },
    { id: 106, slug: 'consultation', title: 'Consultation', hosts: [nick], length: 30 },
    { id: 107, slug: 'flexible', title: 'Flexible', hosts: [emil], length: 15, lengths: [15, 30, 60] },
    {
      id: 108,
      slug: 'support-call',
      title: 'Support call',
      hosts: [anna, nick],
      scheduling: 'roundRobin',
      length: 30,
      teamSlug: 'support',
    },
    // A zone 5:45 from UTC, and one whose clocks change by half an hour.
    { id: 109, slug: 'mentoring', title: 'Mentoring', hosts: [kiran], length: 45 },
    { id: 110, slug: 'island', title: 'Island call', hosts: [lou], length: 30 },
    { id: 111, slug: 'planning', title: 'Planning', hosts: [olga], length: 30, organizationSlug: 'acme' },
    {
      id: 112,
      slug: 'panel',
      title: 'Panel',
      hosts: [olga, pavel],
      scheduling: 'collective',
      length: 60,
      teamSlug: 'board',
      organizationSlug: 'acme',
    },
    {
      id: 113,
      slug: 'onboarding',
      title: 'Onboarding',
      hosts: [pavel],
      length: 30,
      organizationSlug: 'acme',
      parentId: 199,
    },
    // Every one from here on is there for a rule of listing that the others do without.
    { id: 114, slug: 'with-notice', title: 'With notice', hosts: [greta], length: 30, minimumBookingNotice: 120 },
    {
      id: 115,
      slug: 'first-only',
      title: 'First of the day',
      hosts: [greta],
      length: 30,
      onlyShowFirstAvailableSlot: true,
    },
    {
      id: 116,
      slug: 'next-days',
      title: 'Next ten days',
      hosts: [greta],
      length: 30,
      window: { type: 'days', days: 10, skipWeekends: false },
    },
    {
      id: 117,
      slug: 'with-buffers',
      title: 'With buffers',
      hosts: [greta],
      length: 30,
      beforeEventBuffer: 15,
      afterEventBuffer: 30,
    },
    { id: 118, slug: 'often', title: 'Every quarter', hosts: [greta], length: 60, slotInterval: 15 },
    { id: 119, slug: 'ayurveda', title: 'Ayurveda', hosts: [ravi], length: 60 },
    { id: 120, slug: 'long-talk', title: 'Long talk', hosts: [greta], length: 90 },
    // The template of 113: it has no hosts, so nothing of it is ever listed.
    {
      id: 199,
      slug: 'onboarding',
      title: 'Onboarding',
      hosts: [],
      scheduling: 'managed',
      length: 30,
      teamSlug: 'board',
      organizationSlug: 'acme',
    },
  ];
  return {
    hosts: [anna, bert, clara, dora, nick, emil, kiran, lou, olga, pavel, ravi, greta],
    eventTypes,
    standing: [seatSales(workshop, clara, seed)],
    generated: generatedEventTypes(seed),
  };
}
