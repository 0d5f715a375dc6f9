import { expect, test } from 'vitest';
import { startSystem } from '../../support/system.ts';

const idsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.eventTypes as { id: number }[]).map(({ id }) => id).toSorted((one, other) => one - other);

test('what the account has is listed by title, with what a caller needs to ask for it', async () => {
  const recurrence = { interval: 1, occurrences: 3, frequency: 'weekly' };
  const system = await startSystem({ simulator: { account: { edited: { 106: { recurrence } } } } });
  await system.verify({ eventTypeId: 101, start: '2026-12-01T14:00', timeZone: 'Europe/Berlin' });
  const { status, body } = await system.get('/v1/event-types');
  expect(status).toBe(200);
  expect(body).toMatchObject({ readAt: '2026-11-23T06:00:00.000Z', missing: [] });
  const listed = body.eventTypes as { id: number; title: string; warm: boolean }[];
  expect(listed.map(({ title }) => title)).toEqual(listed.map(({ title }) => title).toSorted());
  expect(listed.find(({ id }) => id === 101)).toEqual({
    id: 101,
    title: 'Introduction',
    slug: 'intro',
    length: 30,
    names: [
      { username: 'anna', eventTypeSlug: 'intro' },
      { username: 'anna', eventTypeSlug: 'intro', organizationSlug: 'acme' },
    ],
    timeZone: 'Europe/Berlin',
    lengths: [30],
    minimumNotice: 0,
    hidden: false,
    scheduling: 'person',
    hosts: [{ username: 'anna', name: 'Anna' }],
    warm: true,
  });
  expect(listed.find(({ id }) => id === 102)?.warm).toBe(false);
  expect(listed.find(({ id }) => id === 104)).toMatchObject({ seats: 6 });
  expect(listed.find(({ id }) => id === 106)).toMatchObject({ recurrence });
  expect(listed.find(({ id }) => id === 107)).toMatchObject({ length: 15, lengths: [15, 30, 60] });
  // Nobody can book the template of a managed event type.
  expect(listed.some(({ id }) => id === 199)).toBe(false);
});

test('by words, by host and by team', async () => {
  const system = await startSystem();
  const ids = async (query: string) => idsOf(await system.get(`/v1/event-types?${query}`));
  expect(await ids('q=INTRO')).toContain(101);
  expect(await ids('q=deep+anna')).toEqual([102]);
  expect(await ids('username=Anna')).toEqual(expect.arrayContaining([101, 102, 108]));
  expect(await ids('team=support')).toEqual([108]);
  expect(await ids('team=support&q=nothing')).toEqual([]);
});

test('an account of which nothing is known has an empty list, and says so', async () => {
  const system = await startSystem({ isKnown: false });
  expect((await system.get('/v1/event-types')).body).toEqual({ readAt: null, eventTypes: [], missing: [] });
});

test('an unknown parameter is a 422 that names it, and other methods are a 405', async () => {
  const system = await startSystem();
  const { status, body } = await system.get('/v1/event-types?name=anna');
  expect(status).toBe(422);
  expect(body).toMatchObject({ type: 'urn:slotproof:problem:invalid', errors: [{ parameter: 'name' }] });
  expect((await fetch(`${system.urls[0]}/v1/event-types`, { method: 'DELETE' })).status).toBe(405);
});

test('each of the names that are listed asks about that event type', async () => {
  const system = await startSystem();
  const { eventTypes } = (await system.get('/v1/event-types')).body as {
    eventTypes: { id: number; names: Record<string, string>[]; hidden: boolean }[];
  };
  const [, ...named] = eventTypes.flatMap(({ id, names }) => names.map((name) => ({ id, name })));
  expect(named.length).toBeGreaterThan(15);
  for (const { id, name } of named.filter(({ name: { organizationSlug } }) => organizationSlug === undefined)) {
    const when = { start: '2026-12-01T14:00', timeZone: 'UTC' };
    await system.verify({ eventTypeId: id, ...when });
    expect([name, (await system.verify({ ...name, ...when })).headers.get('cache-status')]).toEqual([
      name,
      expect.stringMatching(/; hit/),
    ]);
  }
});
