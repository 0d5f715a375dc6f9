/** Event types by their names. */
import { expect, test } from 'vitest';
import { CatalogueIndex } from '../../src/catalogue/catalogue_index.ts';
import { documentOf, eventTypeOf } from './catalogue_documents.ts';

const anna = { userId: 11, username: 'anna' };
const olga = { userId: 12, username: 'olga', organizationSlug: 'acme' };

const index = new CatalogueIndex(
  documentOf({
    teams: [
      { teamId: 1, slug: 'support', name: 'Support' },
      { teamId: 2, slug: 'acme', name: 'Acme' },
      { teamId: 3, slug: 'board', name: 'Board', parentId: 2 },
      { teamId: 4, slug: 'lost', name: 'Lost', parentId: 99 },
    ],
    eventTypes: [
      eventTypeOf({ id: 101, slug: 'intro', ownerId: 11, hosts: [anna] }),
      eventTypeOf({ id: 102, slug: 'planning', ownerId: 12, hosts: [olga] }),
      eventTypeOf({ id: 103, slug: 'call', teamId: 1, scheduling: 'roundRobin', hosts: [anna, olga] }),
      eventTypeOf({ id: 104, slug: 'panel', teamId: 3, scheduling: 'collective', hosts: [olga] }),
      eventTypeOf({ id: 105, slug: 'panel', teamId: 4, scheduling: 'collective', hosts: [olga] }),
      eventTypeOf({ id: 106, slug: 'twice', ownerId: 13, hosts: [{ userId: 13, username: 'tom' }] }),
      eventTypeOf({ id: 107, slug: 'twice', ownerId: 14, hosts: [{ userId: 14, username: 'tom' }] }),
    ],
  }),
);

test.each([
  [{ eventTypeId: 104 }, 104],
  [{ username: 'anna', eventTypeSlug: 'intro' }, 101],
  [{ username: ' Anna', eventTypeSlug: 'INTRO' }, 101],
  [{ username: 'olga', eventTypeSlug: 'planning', organizationSlug: 'acme' }, 102],
  [{ username: 'olga', eventTypeSlug: 'planning' }, 102],
  [{ teamSlug: 'support', eventTypeSlug: 'call' }, 103],
  [{ teamSlug: 'Board', eventTypeSlug: 'panel', organizationSlug: 'ACME' }, 104],
])('%j is event type %i', (name, id) => {
  expect(index.find(name)?.id).toBe(id);
});

test.each([
  ['an unknown id', { eventTypeId: 999 }],
  ['a host who is not the owner', { username: 'anna', eventTypeSlug: 'call' }],
  ['an organization that its owner is not in', { username: 'anna', eventTypeSlug: 'intro', organizationSlug: 'acme' }],
  ["an organization's team without the organization", { teamSlug: 'board', eventTypeSlug: 'panel' }],
  ['a team outside with the organization', { teamSlug: 'support', eventTypeSlug: 'call', organizationSlug: 'acme' }],
  ['a team of an organization whose slug nobody told', { teamSlug: 'lost', eventTypeSlug: 'panel' }],
  ['a name that two event types have', { username: 'tom', eventTypeSlug: 'twice' }],
  ['several people', { usernames: ['anna', 'olga'] }],
])('%s is nothing', (_what, name) => {
  expect(index.find(name)).toBeUndefined();
});
