/** Holds from the outside: hidden from everybody, booked by their holder alone, and over by themselves. */
import { expect, test } from 'vitest';
import { postBookings } from '../../support/calcom_bookings.ts';
import { eventually, type InProcessSystem, type Reply, send, startSystem } from '../../support/system.ts';

const TUESDAY = '2026-12-01T14:00:00+01:00';
const SLOT = { eventTypeId: 101, start: TUESDAY, timeZone: 'Europe/Berlin' };
const ORDER = { ...SLOT, attendee: { name: 'Ada', email: 'ada@example.com' } };

const call = ({ urls }: InProcessSystem, method: string, path: string, body?: unknown, api = 0): Promise<Reply> =>
  send(`${urls[api] ?? ''}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

const outcomeOf = async (system: InProcessSystem, eventTypeId = 101, api = 0) =>
  (await system.verify({ ...SLOT, eventTypeId }, {}, api)).body.outcome;

const listed = async (system: InProcessSystem, eventTypeId = 101): Promise<string> =>
  (
    await system.get(`/v2/slots?eventTypeId=${eventTypeId}&start=2026-12-01&end=2026-12-01&timeZone=Europe/Berlin`, {
      'cal-api-version': '2024-09-04',
    })
  ).text;

const WRITTEN = '2026-12-01T14:00:00.000+01:00';

test('a hold hides its slot from everybody, in every event type of the host, and gives it back', async () => {
  const system = await startSystem({ apis: 2 });
  expect(await outcomeOf(system, 102)).toBe('available');
  const held = await call(system, 'POST', '/v1/holds', SLOT);
  expect(held.status).toBe(201);
  expect(held.body).toMatchObject({
    eventTypeId: 101,
    slot: { start: TUESDAY, end: '2026-12-01T14:30:00+01:00' },
    until: '2026-11-23T07:05:00+01:00',
  });
  expect(await outcomeOf(system)).not.toBe('available');
  expect(await outcomeOf(system, 102, 1)).not.toBe('available');
  expect(await listed(system)).not.toContain(WRITTEN);

  const path = `/v1/holds/${held.body.id}`;
  expect((await call(system, 'GET', path, undefined, 1)).body).toEqual(held.body);
  expect((await call(system, 'GET', `${path}?language=en`)).body).toEqual({
    ...held.body,
    speech: expect.objectContaining({
      text: 'Tuesday, December 1 at 2 in the afternoon is free. I am keeping it for you for a moment.',
    }),
  });
  const kept = await call(system, 'POST', '/v1/holds', { ...SLOT, language: 'de' });
  expect([kept.status, kept.body.speech]).toEqual([
    409,
    expect.objectContaining({
      text: expect.stringMatching(/^Am Dienstag, 1. Dezember um 14 Uhr ist nichts frei. Ich /),
    }),
  ]);
  expect((await call(system, 'DELETE', path)).status).toBe(204);
  expect((await call(system, 'GET', path)).status).toBe(404);
  // Cal.com's slots lag what is done to them.
  system.pass(4_000);
  await eventually(async () => (await outcomeOf(system)) === 'available');
  await eventually(async () => (await listed(system)).includes(WRITTEN));
});

test('of a team the first host’s time is held, and nobody else’s', async () => {
  const system = await startSystem();
  const [team, first, second] = [108, 101, 106];
  const starts = async (eventTypeId: number): Promise<readonly string[]> => {
    const query = `eventTypeId=${eventTypeId}&start=2026-12-01&end=2026-12-04`;
    const { body } = await system.get(`/v2/slots?${query}`, { 'cal-api-version': '2024-09-04' });
    return Object.values(body.data as Record<string, { start: string }[]>).flatMap((day) =>
      day.map((one) => one.start),
    );
  };
  const lists = await Promise.all([team, first, second].map(starts));
  const slot = { ...SLOT, start: lists[0]?.find((start) => lists.every((list) => list.includes(start))) };
  const outcome = async (eventTypeId: number) => (await system.verify({ ...slot, eventTypeId })).body.outcome;
  for (const eventTypeId of [team, first, second]) expect(await outcome(eventTypeId)).toBe('available');
  const { totals } = await system.calls();
  expect((await call(system, 'POST', '/v1/holds', { ...slot, eventTypeId: team })).status).toBe(201);
  for (const eventTypeId of [team, first]) expect(await outcome(eventTypeId)).not.toBe('available');
  expect(await outcome(second)).toBe('available');
  expect((await system.calls()).totals.calls).toBe(totals.calls);
});

test('a slot that is held is booked by its holder alone, who uses it up', async () => {
  const system = await startSystem();
  const held = await call(system, 'POST', '/v1/holds', SLOT);
  const other = { ...ORDER, attendee: { name: 'Eve', email: 'eve@example.com' } };
  const kept = await call(system, 'POST', '/v1/bookings', other);
  expect([kept.status, kept.body.type]).toEqual([409, 'urn:slotproof:problem:slot-taken']);
  const overlapping = await call(system, 'POST', '/v1/bookings', { ...other, eventTypeId: 102 });
  expect(overlapping.status).toBe(409);

  const elsewhere = { ...ORDER, start: '2026-12-01T15:00:00+01:00', holdId: held.body.id };
  expect((await call(system, 'POST', '/v1/bookings', elsewhere)).status).toBe(422);
  const booked = await call(system, 'POST', '/v1/bookings', { ...ORDER, holdId: held.body.id });
  expect([booked.status, booked.body.status]).toEqual([201, 'booked']);
  await eventually(async () => (await call(system, 'GET', `/v1/holds/${held.body.id}`)).status === 404);
  const again = await call(system, 'POST', '/v1/bookings', { ...other, holdId: held.body.id, language: 'en' });
  expect([again.status, again.body.type]).toEqual([404, 'urn:slotproof:problem:hold-not-found']);
  expect(again.body).toMatchObject({ speech: { text: expect.stringMatching(/^I am no longer keeping that time/) } });
});

test('a slot is looked at before it is held: Cal.com holds what is not free', async () => {
  const system = await startSystem();
  // Of another event type of the host, which Cal.com does not look at.
  const busy = {
    eventTypeId: 102,
    start: TUESDAY,
    attendee: { name: 'Eve', email: 'eve@example.com', timeZone: 'UTC' },
  };
  expect((await postBookings(system.calcomUrl, '', busy)).status).toBe(201);
  const held = await call(system, 'POST', '/v1/holds', SLOT);
  expect(held.status).toBe(409);
  expect((held.body.alternatives as unknown[]).length).toBeGreaterThan(0);
});

test('a hold lasts as long as is asked for, where the key may ask, and a body is read as a verification', async () => {
  const system = await startSystem();
  const held = await call(system, 'POST', '/v1/holds', { ...SLOT, minutes: 2 });
  expect(held.body.until).toBe('2026-11-23T07:02:00+01:00');
  const wrong = await call(system, 'POST', '/v1/holds', { ...SLOT, minutes: 0, callbackUrl: 'https://example.com' });
  expect(wrong.status).toBe(422);
  expect((wrong.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
    '/minutes',
    '/callbackUrl',
  ]);
});

test('a hold ends by itself, and what it hid comes back', async () => {
  const system = await startSystem();
  await outcomeOf(system);
  await call(system, 'POST', '/v1/holds', { ...SLOT, minutes: 1 });
  expect(await outcomeOf(system)).not.toBe('available');
  system.pass(61_000);
  await eventually(async () => (await outcomeOf(system)) === 'available', 500);
});

test('a verification holds what it answers with, and the next alternative where somebody is faster', async () => {
  const system = await startSystem();
  const held = await system.verify({ ...SLOT, hold: true });
  expect(held.body).toMatchObject({ outcome: 'available', hold: { slot: { start: TUESDAY } } });

  const alternatives = await system.verify({ ...SLOT, hold: 3 });
  const [first] = alternatives.body.alternatives as { start: string }[];
  expect(alternatives.body).toMatchObject({
    outcome: 'alternatives',
    hold: { slot: { start: first?.start }, until: '2026-11-23T07:03:00+01:00' },
  });

  // Held at Cal.com by somebody of whom we hear nothing.
  const wednesday = { ...SLOT, eventTypeId: 106, start: '2026-12-02T16:00:00+01:00' };
  expect((await system.verify(wednesday)).body.outcome).toBe('available');
  await fetch(`${system.calcomUrl}/v2/slots/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-09-04' },
    body: JSON.stringify({ eventTypeId: 106, slotStart: wednesday.start }),
  });
  const faster = await system.verify({ ...wednesday, hold: true });
  expect(faster.body).toMatchObject({ outcome: 'alternatives' });
  const [next] = faster.body.alternatives as { start: string }[];
  expect(faster.body).toMatchObject({ hold: { slot: { start: next?.start } } });
});

test('the same key has the same hold, and a callback has none', async () => {
  const system = await startSystem();
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'hold-1' };
  const hold = (body: object) =>
    send(`${system.urls[0]}/v1/holds`, { method: 'POST', headers, body: JSON.stringify(body) });
  const other = { ...SLOT, eventTypeId: 106, start: '2026-12-02T16:00:00+01:00' };
  const [one, same] = await Promise.all([hold(other), hold(other)]);
  expect([one.status, same.status, same.body]).toEqual([201, 201, one.body]);
  const elsewhere = await hold({ ...other, start: '2026-12-02T16:30:00+01:00' });
  expect([elsewhere.status, elsewhere.body.type]).toEqual([422, 'urn:slotproof:problem:idempotency-key-reused']);
  // Over, the key is as good as new.
  system.pass(301_000);
  await eventually(async () => (await system.verify(other)).body.outcome === 'available', 500);
  const anew = await hold(other);
  expect(anew.status).toBe(201);
  expect(anew.body.id).not.toBe(one.body.id);

  const key = { 'idempotency-key': 'call-1' };
  const first = await system.verify({ ...SLOT, hold: true }, key);
  const again = await system.verify({ ...SLOT, hold: true }, key);
  expect([first.status, again.body.hold]).toEqual([200, first.body.hold]);
  const wrong = await system.verify({ ...SLOT, hold: true, callbackUrl: 'https://example.com/' });
  expect(wrong.status).toBe(422);
});
