// What an account has, over HTTP, in the shapes that Cal.com was recorded with.

import { expect, test } from 'vitest';
import { runningSimulator } from '../support/running_simulator.ts';

const VERSION = '2024-06-14';

type Item = Record<string, unknown>;

const running = async (...options: Parameters<typeof runningSimulator>) => {
  const simulator = await runningSimulator(...options);
  const get = async (path: string, key?: string | null) => {
    const response = await simulator.request('GET', path, {
      version: VERSION,
      ...(key === undefined ? {} : { key }),
    });
    const { data, error } = (await response.json()) as { data: Item[]; error?: { message: string } };
    return { status: response.status, data, error };
  };
  return { ...simulator, get };
};

const idsOf = (items: Item[]) => items.map(({ id }) => id);

test('the owner of the key is anna, in an organization', async () => {
  const { get } = await running();
  expect((await get('/v2/me')).data).toMatchObject({
    id: 1,
    username: 'anna',
    email: 'anna@example.com',
    timeZone: 'Europe/Berlin',
    organizationId: 501,
  });
  expect((await get('/v2/me', null)).status).toBe(401);
});

test('the own event types are listed with the key, and those of a name without one, unless they are hidden', async () => {
  const { get, control, request } = await running();
  const { data } = await get('/v2/event-types');
  expect(idsOf(data)).toEqual([101, 102]);
  expect(data[0]).toMatchObject({
    ownerId: 1,
    lengthInMinutes: 30,
    slug: 'intro',
    slotInterval: null,
    bookingWindow: { disabled: true },
    seats: { disabled: true },
    confirmationPolicy: { disabled: true },
    users: [{ id: 1, name: 'Anna', username: 'anna' }],
  });
  expect(idsOf((await get('/v2/event-types?username=bert&eventSlug=fifty', null)).data)).toEqual([103]);
  expect((await get('/v2/event-types', null)).data).toEqual([]);
  await control('PUT', '/account', { edited: { 101: { hidden: true } }, deleted: [102] });
  expect((await get('/v2/event-types?username=anna', null)).data).toEqual([]);
  expect(idsOf((await get('/v2/event-types')).data)).toEqual([101]);
  expect((await get('/v2/event-types/102')).error?.message).toBe('Event type with id 102 not found');
  expect((await request('GET', '/v2/event-types', { version: '2024-09-04' })).status).toBe(404);
});

test('teams have event types and members, and an organization has everything else', async () => {
  const { get } = await running();
  const { data: teams } = await get('/v2/teams');
  expect(teams).toMatchObject([
    { id: 501, slug: 'acme', isOrganization: true },
    { id: 502, slug: 'support', isOrganization: false },
    { id: 503, slug: 'board', parentId: 501 },
  ]);
  expect((await get('/v2/teams/502/event-types')).data).toMatchObject([
    { id: 108, teamId: 502, schedulingType: 'roundRobin', hosts: [{ userId: 1, username: 'anna' }, {}] },
  ]);
  expect((await get('/v2/teams/503/memberships')).data).toMatchObject([
    { teamId: 503, user: { username: 'olga', email: 'olga@example.com' } },
    { user: { username: 'pavel' } },
  ]);
  const organization = '/v2/organizations/501/teams/event-types';
  const ids = idsOf((await get(organization)).data);
  expect(ids).toEqual(expect.arrayContaining([103, 111, 112, 113, 199]));
  expect(ids).not.toEqual(expect.arrayContaining([101]));
  expect(ids).not.toEqual(expect.arrayContaining([108]));
  expect(idsOf((await get(`${organization}?skip=8&take=1`)).data)).toEqual(ids.slice(8, 9));
});

test('rights can be withheld, and so many generated event types listed, page by page', async () => {
  const { get, control } = await running({ account: { generatedListed: 600 } });
  const page = (skip: number) => get(`/v2/organizations/501/teams/event-types?take=250&skip=${skip}`);
  const pages = await Promise.all([page(0), page(250), page(500)]);
  expect(pages.map(({ data }) => data.length)).toEqual([250, 250, 118]);
  await control('PUT', '/account', { withheld: ['teams', 'memberships', 'organization'] });
  for (const path of ['/v2/teams', '/v2/teams/502/memberships', '/v2/organizations/501/teams/event-types']) {
    expect((await get(path)).status).toBe(403);
  }
  expect((await get('/v2/teams/502/event-types')).status).toBe(200);
});
