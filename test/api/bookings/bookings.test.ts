/** Bookings from the outside: made, refused, moved and cancelled, each once. */
import { expect, test } from 'vitest';
import { speechSchema } from '../../../src/contract/speech_schema.ts';
import { keptPort } from '../../support/kept_port.ts';
import { postBookings } from '../../support/calcom_bookings.ts';
import { type InProcessSystem, type Reply, send, startSystem } from '../../support/system.ts';

const ATTENDEE = { name: 'Ada Lovelace', email: 'ada@example.com' };
const TUESDAY = '2026-12-01T14:00:00+01:00';

const order = (some: object = {}) => ({
  eventTypeId: 101,
  start: TUESDAY,
  timeZone: 'Europe/Berlin',
  attendee: ATTENDEE,
  ...some,
});

const post = (
  { urls }: InProcessSystem,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  api = 0,
): Promise<Reply> =>
  send(`${urls[api] ?? ''}/v1/bookings${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body ?? {}),
  });

/** What stands in Cal.com. */
const inCalcom = async ({ calcomUrl }: InProcessSystem): Promise<readonly Record<string, unknown>[]> => {
  const { body } = await send(`${calcomUrl}/v2/bookings?take=250`, {
    headers: { 'cal-api-version': '2024-08-13', authorization: 'Bearer cal_test_key' },
  });
  return (body.data as Record<string, unknown>[]).filter(({ status }) => status === 'accepted');
};

/** An answer that comes once some time has passed: the clock of the tests goes as the real one while it is waited for. */
const whileTimePasses = async ({ pass }: InProcessSystem, reply: Promise<Reply>): Promise<Reply> => {
  const going = setInterval(() => pass(200), 200);
  try {
    return await reply;
  } finally {
    clearInterval(going);
  }
};

/** What Cal.com lists. */
const slotsOf = async ({ calcomUrl }: InProcessSystem, eventTypeId: number) => {
  const { body } = await send(`${calcomUrl}/v2/slots?eventTypeId=${eventTypeId}&start=2026-12-01&end=2026-12-04`, {
    headers: { 'cal-api-version': '2024-09-04' },
  });
  return Object.values(body.data as Record<string, { start: string; seatsRemaining?: number }[]>).flat();
};

const outcomes = (system: InProcessSystem, eventTypeId: number, start = TUESDAY) =>
  Promise.all(
    system.urls.map(async (_, api) => {
      const { body } = await system.verify({ eventTypeId, start, timeZone: 'Europe/Berlin' }, {}, api);
      return body.outcome;
    }),
  );

test('a booking is made, and every event type of its host is true in every process at once', async () => {
  const system = await startSystem({ apis: 2 });
  expect(await outcomes(system, 101)).toEqual(['available', 'available']);
  expect(await outcomes(system, 102)).toEqual(['available', 'available']);
  const booked = await post(system, '', order({ metadata: { order: 4711 } }));
  expect(booked.status).toBe(201);
  expect(booked.body).toMatchObject({
    status: 'booked',
    requested: { start: TUESDAY, timeZone: 'Europe/Berlin' },
    booking: {
      status: 'accepted',
      start: TUESDAY,
      end: '2026-12-01T14:30:00+01:00',
      eventType: { id: 101, slug: 'intro' },
      hosts: [{ username: 'anna' }],
    },
  });
  expect(await outcomes(system, 101)).not.toContain('available');
  expect(await outcomes(system, 102)).not.toContain('available');
  const [made] = await inCalcom(system);
  expect(made?.metadata).toMatchObject({ order: '4711', slotproofBooking: booked.body.id });

  const read = await system.get(`/v1/bookings/${booked.body.id}`, {}, 1);
  expect([read.status, read.body]).toEqual([200, booked.body]);
  expect(booked.body).not.toHaveProperty('speech');
  expect((await system.get(`/v1/bookings/${booked.body.id}?language=en`, {}, 1)).body).toMatchObject({
    speech: { language: 'en', text: 'You are booked for Tuesday, December 1 at 2 in the afternoon.' },
  });
});

test('a slot that somebody else has got is a 409 with what is free instead, and is counted as an offer that failed', async () => {
  const port = await keptPort();
  const system = await startSystem({ env: { METRICS_PORT: String(port) } });
  expect(await outcomes(system, 101)).toEqual(['available']);
  const other = { eventTypeId: 101, start: TUESDAY, attendee: { ...ATTENDEE, timeZone: 'UTC' } };
  expect((await postBookings(system.calcomUrl, '', other)).status).toBe(201);
  const taken = await post(system, '', order({ language: 'de' }));
  expect(taken.status).toBe(409);
  expect(taken.body).toMatchObject({
    type: 'urn:slotproof:problem:slot-taken',
    alternatives: [{ strategy: 'same_day' }, { strategy: 'same_day' }],
    speech: {
      text: expect.stringMatching(/^Am Dienstag, 1. Dezember um 14 Uhr ist gerade vergeben worden. Ich kann /),
    },
  });
  const [alternative, ...others] = taken.body.alternatives as { start: string }[];
  const { parts } = speechSchema.parse(taken.body.speech);
  expect(parts.map(({ start }) => start)).toEqual([TUESDAY, alternative?.start, ...others.map(({ start }) => start)]);
  expect((await post(system, '', order({ start: alternative?.start }))).status).toBe(201);
  const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(figures).toContain('slotproof_bookings_total{outcome="taken",offered="yes"} 1');
  expect(figures).toContain('slotproof_bookings_total{outcome="booked",offered="yes"} 1');
});

test('the same key, and without one the same attendee, event type and start, is the same booking', async () => {
  const system = await startSystem();
  const replies = await Promise.all([
    ...Array.from({ length: 3 }, () => post(system, '', order())),
    post(system, '', order({ attendee: { ...ATTENDEE, email: 'ADA@example.com', name: 'A. Lovelace' } })),
  ]);
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);

  const keyed = { 'idempotency-key': 'order-1' };
  const wednesday = order({ start: '2026-12-02T14:00:00+01:00' });
  const first = await post(system, '', wednesday, keyed);
  const again = await post(system, '', wednesday, keyed);
  expect([first.status, again.body]).toEqual([201, first.body]);
  const reused = await post(system, '', order({ start: '2026-12-03T14:00:00+01:00' }), keyed);
  expect(reused.status).toBe(422);
  expect(reused.body).toMatchObject({ type: 'urn:slotproof:problem:idempotency-key-reused' });
  expect(await inCalcom(system)).toHaveLength(2);
});

test('a booking whose answer was lost is found, not made again', async () => {
  const system = await startSystem();
  await system.control('PUT', 'faults', [{ kind: 'lost_answer', operation: 'bookings', count: 1 }]);
  const booked = await post(system, '', order());
  expect(booked.status).toBe(201);
  expect(await inCalcom(system)).toHaveLength(1);
});

test('a booking is moved and cancelled, each once', async () => {
  const system = await startSystem();
  const { body } = await post(system, '', order());
  const later = '2026-12-01T15:00:00+01:00';
  expect(await outcomes(system, 101, later)).toEqual(['available']);
  await system.control('PUT', 'faults', [{ kind: 'lost_answer', operation: 'bookings', count: 1 }]);
  const moved = await post(system, `/${body.id}/reschedule`, { start: later, language: 'de', speechStyle: 'spoken' });
  expect(moved.status).toBe(200);
  expect(moved.body).toMatchObject({
    ...{ status: 'booked', booking: { start: later }, change: { status: 'completed' } },
    speech: { text: 'Ihr Termin ist verschoben, er ist jetzt am Dienstag, 1. Dezember um drei nachmittags.' },
  });
  expect(await outcomes(system, 101, later)).not.toContain('available');

  await system.control('PUT', 'faults', [{ kind: 'lost_answer', operation: 'bookings', count: 1 }]);
  const cancelled = await post(system, `/${body.id}/cancel`);
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
  expect((await post(system, `/${body.id}/cancel`)).body).toEqual(cancelled.body);
  const said = await post(system, `/${body.id}/cancel`, { language: 'fr', why: 'whatever' });
  expect(said.body).toMatchObject({ ...cancelled.body, speech: { text: 'Votre rendez-vous est annulé.' } });
  expect((await post(system, `/${body.id}/cancel`, { language: 5 })).status).toBe(422);
  expect(await inCalcom(system)).toHaveLength(0);
  const unchangeable = await post(system, `/${body.id}/reschedule`, { start: TUESDAY, language: 'en' });
  expect(unchangeable.status).toBe(409);
  expect(unchangeable.body).toMatchObject({ speech: { text: 'Your appointment is cancelled.' } });
  expect((await post(system, '', order())).status).toBe(201);
});

test('a place of a seated booking is moved and cancelled, each once, and the others keep theirs', async () => {
  const system = await startSystem();
  const free = (await slotsOf(system, 104)).filter(({ seatsRemaining = 0 }) => seatsRemaining > 3);
  const [first = '', second = ''] = free.map(({ start }) => start);
  const taken = async (start: string) => {
    const all = (await inCalcom(system)) as { start: string; attendees: { email: string }[] }[];
    const [at] = all.filter((booking) => Date.parse(booking.start) === Date.parse(start));
    return (at?.attendees ?? []).map(({ email }) => email).filter((email) => email.endsWith('@seats.example'));
  };
  const take = async (name: string, start: string) => {
    const attendee = { name, email: `${name}@seats.example` };
    const { status, body } = await post(system, '', order({ eventTypeId: 104, start, attendee }));
    expect(status).toBe(201);
    return String(body.id);
  };
  const lose = () => system.control('PUT', 'faults', [{ kind: 'lost_answer', operation: 'bookings', count: 1 }]);
  const [ada] = [await take('ada', first), await take('bo', first), await take('cy', second)];

  await lose();
  const moved = await post(system, `/${ada}/reschedule`, { start: second });
  expect([moved.status, moved.body.change]).toEqual([200, expect.objectContaining({ status: 'completed' })]);
  expect([await taken(first), await taken(second)]).toEqual([
    ['bo@seats.example'],
    ['cy@seats.example', 'ada@seats.example'],
  ]);

  await lose();
  const cancelled = await post(system, `/${ada}/cancel`);
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
  expect([await taken(first), await taken(second)]).toEqual([['bo@seats.example'], ['cy@seats.example']]);
});

test('whoever has that time of a round robin already is told so, and that booking is another’s', async () => {
  const system = await startSystem();
  const [slot] = await slotsOf(system, 108);
  const support = order({ eventTypeId: 108, start: slot?.start });
  const first = await post(system, '', support, { 'idempotency-key': 'one' });
  expect(first.status).toBe(201);
  // Cal.com makes nothing, and answers what is there.
  const second = await post(system, '', support, { 'idempotency-key': 'two' });
  expect([second.status, second.body.detail]).toEqual([
    422,
    'Whoever attends has a booking of this time already. Nothing was booked.',
  ]);
  expect(await inCalcom(system)).toHaveLength(1);
});

test('what Cal.com does not take is said in its words for it, or left out', async () => {
  const system = await startSystem();
  // Its only length, a number in the metadata, and a language that it has another word for.
  const attendee = { ...ATTENDEE, language: 'nb-NO' };
  const { status } = await post(system, '', order({ duration: 30, metadata: { order: 4711, is: true }, attendee }));
  expect(status).toBe(201);
  expect((await inCalcom(system)).map(({ metadata }) => metadata)).toMatchObject([{ order: '4711', is: 'true' }]);
});

test('a move to where somebody is is a 409 with what is free instead, and the booking stays', async () => {
  const system = await startSystem();
  const { body } = await post(system, '', order());
  const later = '2026-12-01T15:00:00+01:00';
  await post(system, '', order({ start: later, attendee: { ...ATTENDEE, email: 'other@example.com' } }));
  const taken = await post(system, `/${body.id}/reschedule`, { start: later });
  expect(taken.status).toBe(409);
  expect((taken.body.alternatives as unknown[]).length).toBeGreaterThan(0);
  expect((await system.get(`/v1/bookings/${body.id}`)).body).toMatchObject({
    status: 'booked',
    booking: { start: TUESDAY },
    change: { kind: 'reschedule', status: 'taken' },
  });
});

test('a time of which only some hosts have heard is taken, though Cal.com has no words for it', async () => {
  const system = await startSystem();
  const olgas = (start: string) => ({ eventTypeId: 111, start, attendee: { ...ATTENDEE, timeZone: 'UTC' } });
  const [first, second, third] = (await slotsOf(system, 112)).map(({ start }) => start);
  if (first === undefined || second === undefined || third === undefined) throw new Error('nothing is free');
  await postBookings(system.calcomUrl, '', olgas(first));
  const taken = await whileTimePasses(system, post(system, '', order({ eventTypeId: 112, start: first })));
  expect([taken.status, taken.body.type]).toEqual([409, 'urn:slotproof:problem:slot-taken']);
  const offered = (taken.body.alternatives as { start: string }[]).map(({ start }) => Date.parse(start));
  expect(offered.length).toBeGreaterThan(0);
  expect(offered).not.toContain(Date.parse(first));

  const { body: booked } = await post(system, '', order({ eventTypeId: 112, start: second }));
  await postBookings(system.calcomUrl, '', olgas(third));
  const unmoved = await whileTimePasses(system, post(system, `/${booked.id}/reschedule`, { start: third }));
  expect([unmoved.status, unmoved.body.type]).toEqual([409, 'urn:slotproof:problem:slot-taken']);
  expect(await inCalcom(system)).toHaveLength(3);
});

test('a crash of Cal.com’s at a time that it lists is no end: the booking is made by the next call', async () => {
  const system = await startSystem();
  const crash = { kind: 'error', status: 500, bare: true, operation: 'bookings', count: 1 };
  await system.control('PUT', 'faults', [crash]);
  expect((await whileTimePasses(system, post(system, '', order()))).status).toBe(201);
  expect(await inCalcom(system)).toHaveLength(1);
});

test('what Cal.com refuses of the data is a 422 in its words, and what it does not know a 404', async () => {
  const system = await startSystem({ isKnown: false });
  const words = 'email is not valid in this event type';
  await system.control('PUT', 'faults', [
    { kind: 'error', status: 400, message: words, operation: 'bookings', count: 1 },
  ]);
  const refused = await post(system, '', order({ language: 'en' }));
  expect([refused.status, refused.body.detail]).toEqual([422, words]);
  expect(refused.body).toMatchObject({
    speech: { text: 'I could not book Tuesday, December 1 at 2 in the afternoon.' },
  });
  const unknown = await post(system, '', order({ eventTypeId: 100 }));
  expect([unknown.status, unknown.body.type]).toEqual([404, 'urn:slotproof:problem:event-type-not-found']);
});

test.each([
  ['its id, where the catalogue knows it', true],
  ['the spelling that its slots are asked by, where it does not', false],
])('what can be asked about by a name can be booked by it: by %s', async (_by, isKnown) => {
  const system = await startSystem({ isKnown });
  const named = { eventTypeSlug: 'Intro', username: 'Anna' };
  const asked = await system.verify({ ...named, start: TUESDAY, timeZone: 'Europe/Berlin' });
  expect(asked.body.outcome).toBe('available');
  const booked = await post(system, '', order({ eventTypeId: undefined, ...named }));
  expect([booked.status, booked.text]).toEqual([201, expect.stringContaining('"slug":"intro"')]);
});

test('what is wrong with a body is told all at once', async () => {
  const system = await startSystem();
  const { status, body } = await post(system, '', {
    eventTypeId: 101,
    start: 'tomorrow',
    timeZone: 'Europe/Nowhere',
    attendee: { name: 'Ada' },
    usernames: ['anna', 'nick'],
    guests: ['nobody'],
  });
  expect(status).toBe(422);
  expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
    '/attendee',
    '/guests/0',
    '/start',
    '/timeZone',
    '/usernames',
  ]);
});

test('without waiting it is a 202, and polled until it is there', async () => {
  const system = await startSystem();
  const accepted = await post(system, '', order({ language: 'nl' }), { prefer: 'respond-async' });
  expect(accepted.status).toBe(202);
  expect(accepted.body).toMatchObject({ speech: { text: 'Dit duurt iets langer. Een ogenblik geduld.' } });
  const location = accepted.headers.get('location') ?? '';
  const polled = await system.get(location, { prefer: 'wait=20' });
  expect(polled.body).toMatchObject({
    ...{ id: accepted.body.id, status: 'booked' },
    speech: { text: 'Uw afspraak dinsdag 1 december om 14 uur is geboekt.' },
  });
  const none = await system.get('/v1/bookings/none?language=en');
  expect([none.status, none.body.speech]).toEqual([404, expect.objectContaining({ parts: [] })]);
});
