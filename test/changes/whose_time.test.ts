/** Whose time a change takes, by the catalogue and by names alone. */
import { expect, test } from 'vitest';
import type { EventType } from '../../src/calcom/event_type.ts';
import { CatalogueIndex } from '../../src/catalogue/catalogue_index.ts';
import { type ChangeOfTime, concernOf } from '../../src/changes/whose_time.ts';
import { entryOf } from '../availability/catalogue_entry.ts';

const anna = { userId: 1, username: 'anna', email: 'anna@example.com' };
const bert = { userId: 2, username: 'bert', email: 'bert@example.com' };
const nick = { userId: 3, username: 'nick', email: 'nick@example.com' };
const index = new CatalogueIndex({
  readAt: 0 as never,
  teams: [{ teamId: 7, slug: 'support', name: 'Support' }],
  missing: [],
  eventTypes: [
    entryOf({ id: 101, slug: 'intro', hosts: [anna] }),
    entryOf({ id: 102, slug: 'deep-dive', hosts: [anna] }),
    entryOf({ id: 103, slug: 'fifty', hosts: [bert] }),
    entryOf({ id: 108, slug: 'call', scheduling: 'roundRobin', teamId: 7, hosts: [anna, nick] }),
    entryOf({ id: 112, slug: 'panel', scheduling: 'collective', teamId: 7, hosts: [bert, nick] }),
    entryOf({ id: 113, slug: 'class', seats: 6, hosts: [anna] }),
    entryOf({ id: 120, slug: 'nameless', hosts: [{ userId: 9 }] }),
  ],
});
const unknown = { find: () => undefined };

const booking = (of: Partial<ChangeOfTime>): ChangeOfTime => ({ hosts: [], unlikely: [], isReassigned: false, ...of });
const concerns = (of: Partial<ChangeOfTime>, ...ids: number[]) =>
  ids.map((eventTypeId) => concernOf(booking(of), { eventTypeId }, index));

const ALL = [101, 102, 103, 108, 112];

test.each([
  ['an id and its organizer', { eventTypeId: 101, hosts: [{ username: 'anna' }] }, 'booked shared none shared none'],
  [
    'an organizer by e-mail',
    { eventTypeId: 101, hosts: [{ email: 'anna@example.com' }] },
    'booked shared none shared none',
  ],
  ['an organizer by id', { eventTypeId: 101, hosts: [{ userId: 1 }] }, 'booked shared none shared none'],
  ['an id alone', { eventTypeId: 102 }, 'shared booked none shared none'],
  ['a slug and its organizer', { slug: 'fifty', hosts: [{ username: 'bert' }] }, 'none none booked none shared'],
  ['one host of a round robin', { eventTypeId: 108, hosts: [{ userId: 3 }] }, 'none none none booked shared'],
  ['a round robin of whom nobody is told', { eventTypeId: 108 }, 'shared shared none booked shared'],
  [
    'a collective event of which the organizer alone is told',
    { eventTypeId: 112, hosts: [bert] },
    'none none shared shared booked',
  ],
  ['a host who attends what nobody knows', { hosts: [{ email: 'nick@example.com' }] }, 'none none none shared shared'],
  ['nobody at all', {}, 'shared shared shared shared shared'],
  [
    'somebody who hosts nothing',
    { hosts: [{ userId: 77, username: 'zoe', email: 'zoe@example.com' }] },
    'none none none none none',
  ],
])('by the catalogue: %s', (_what, of, expected) => {
  expect(concerns(of, ...ALL).join(' ')).toBe(expected);
});

test('a name under which a host is not known does not rule him out', () => {
  expect(concerns({ hosts: [{ username: 'anna' }] }, 120)).toEqual(['shared']);
  expect(concerns({ hosts: [{ userId: 1, username: 'anna' }] }, 120)).toEqual(['none']);
});

test('every name of an event type is it', () => {
  const names: EventType[] = [{ eventTypeSlug: 'intro', username: 'anna' }, { eventTypeId: 101 }];
  for (const name of names) {
    expect(concernOf(booking({ eventTypeId: 101, hosts: [anna] }), name, index)).toBe('booked');
    expect(concernOf(booking({ slug: 'intro', hosts: [anna] }), name, index)).toBe('booked');
  }
  expect(concernOf(booking({ eventTypeId: 108 }), { eventTypeSlug: 'call', teamSlug: 'support' }, index)).toBe(
    'booked',
  );
});

test('of a booking that another host has got, every host of the event type may have had it', () => {
  const of = { eventTypeId: 108, hosts: [nick], isReassigned: true };
  expect(concerns(of, ...ALL)).toEqual(['colleague', 'colleague', 'none', 'booked', 'shared']);
});

test('what is held is one host’s time, and a place of a seated event type is nobody’s', () => {
  const held = (eventTypeId: number, ...hosts: ChangeOfTime['hosts']) =>
    concerns({ eventTypeId, hosts, isHold: true }, ...ALL, 113).join(' ');
  expect(held(112, bert)).toBe('none none shared none booked none');
  expect(held(108, anna)).toBe('shared shared none booked none shared');
  expect(held(113, anna)).toBe('none none none none none booked');
  // Of an event type that the catalogue does not know, it may be anybody's.
  expect(held(5)).toBe('shared shared shared shared shared shared');
});

test.each([
  [{ eventTypeId: 5 }, 'booked'],
  [{ eventTypeId: 6 }, 'shared'],
  [{ eventTypeId: 7 }, 'unlikely'],
  [{ eventTypeSlug: 'intro', username: 'Anna' }, 'booked'],
  [{ eventTypeSlug: 'other', username: 'anna' }, 'shared'],
  [{ eventTypeSlug: 'intro', username: 'bert' }, 'unlikely'],
  [{ eventTypeSlug: 'other', teamSlug: 'support' }, 'shared'],
  [{ usernames: ['bert', 'Anna'] }, 'shared'],
  [{ usernames: ['bert', 'nick'] }, 'unlikely'],
] as [EventType, string][])('without a catalogue: %j is %s', (eventType, expected) => {
  const of = booking({ eventTypeId: 5, slug: 'intro', hosts: [{ username: 'anna' }], unlikely: [7] });
  expect(concernOf(of, eventType, unknown)).toBe(expected);
});

test('without a catalogue and without a username, it may be anybody', () => {
  const of = booking({ eventTypeId: 5, hosts: [{ email: 'anna@example.com' }], unlikely: [7] });
  for (const eventType of [{ eventTypeId: 7 }, { usernames: ['bert', 'nick'] }]) {
    expect(concernOf(of, eventType, unknown)).toBe('shared');
  }
});
