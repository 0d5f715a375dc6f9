/** What a client of Cal.com changes by way of us is known here when it is answered, with no webhook and no look. */
import { expect, test } from 'vitest';
import { demoAccount } from '../../../src/simulator/world/demo/demo_account.ts';
import type { EventType } from '../../../src/simulator/world/event_type.ts';
import type { Host } from '../../../src/simulator/world/host.ts';
import { postBookings } from '../../support/calcom_bookings.ts';
import {
  eventually,
  type InProcessSystem,
  type Reply,
  send,
  startSystem,
  type SystemOptions,
} from '../../support/system.ts';

const SLOTS = { 'cal-api-version': '2024-09-04', 'content-type': 'application/json' };
const BOOKINGS = { ...SLOTS, 'cal-api-version': '2024-08-13' };
const DAY = '2026-11-24';
const ATTENDEE = { name: 'Vera', email: 'vera@example.com', timeZone: 'UTC' };

const start = (options: SystemOptions = {}): Promise<InProcessSystem> =>
  startSystem({
    ...options,
    env: { CALCOM_LAG_SECONDS: '1', CALCOM_RATE_LIMIT_PER_MINUTE: '100000', ...options.env },
    simulator: { rateLimit: { limit: 100_000 }, ...options.simulator },
  });

const listed = async ({ urls }: InProcessSystem, eventTypeId: number): Promise<readonly string[]> => {
  const query = `eventTypeId=${eventTypeId}&start=${DAY}&end=${DAY}`;
  const { status, body } = await send(`${urls[0]}/v2/slots?${query}`, { headers: SLOTS });
  expect(status).toBe(200);
  const { [DAY]: slots = [] } = body.data as Record<string, { start: string }[]>;
  return slots.map((slot) => slot.start);
};

/** Some time after whatever was before it. */
const ask = async (
  { urls, pass }: InProcessSystem,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = BOOKINGS,
): Promise<Reply> => {
  pass(2_000);
  return await send(`${urls[0]}/v2${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};

/** As time goes by. */
const later = (system: InProcessSystem, eventTypeId: number, fits: (slots: readonly string[]) => boolean) =>
  eventually(async () => {
    system.pass(500);
    return fits(await listed(system, eventTypeId));
  }, 100);

const book = async (system: InProcessSystem, eventTypeId: number, at: string, headers = BOOKINGS): Promise<string> => {
  const reply = await ask(system, 'POST', '/bookings', { eventTypeId, start: at, attendee: ATTENDEE }, headers);
  expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
  return (reply.body.data as { uid: string }).uid;
};

/** The first two slots of a day; both event types of the host are cached afterwards. */
const firstTwo = async (system: InProcessSystem): Promise<readonly [string, string]> => {
  const [first = '', second = ''] = await listed(system, 101);
  await listed(system, 102);
  return [first, second];
};

test('a booking, its move and its cancellation', async () => {
  const system = await start();
  const [first, second] = await firstTwo(system);
  const uid = await book(system, 101, first);
  // Another event type of the host loses the time too.
  expect(await listed(system, 101)).not.toContain(first);
  expect(await listed(system, 102)).not.toContain(first);

  const moved = await ask(system, 'POST', `/bookings/${uid}/reschedule`, { start: second });
  expect(moved.status).toBe(201);
  expect(await listed(system, 101)).not.toContain(second);
  await later(system, 101, (slots) => slots.includes(first));
  const { uid: movedUid } = moved.body.data as { uid: string };
  expect((await ask(system, 'POST', `/bookings/${movedUid}/cancel`, { cancellationReason: 'Ill' })).status).toBe(200);
  await later(system, 101, (slots) => slots.includes(second));
});

test('a reservation, and its end', async () => {
  const system = await start();
  const [first] = await firstTwo(system);
  const held = await ask(system, 'POST', '/slots/reservations', { eventTypeId: 101, slotStart: first }, SLOTS);
  expect(held.status).toBe(201);
  expect(await listed(system, 101)).not.toContain(first);
  const { reservationUid } = held.body.data as { reservationUid: string };
  expect((await ask(system, 'DELETE', `/slots/reservations/${reservationUid}`, undefined, SLOTS)).status).toBe(200);
  await later(system, 101, (slots) => slots.includes(first));
});

test('a reservation that is moved gives its old time back', async () => {
  const system = await start();
  const [first] = await firstTwo(system);
  const nextDay = first.replace(DAY, '2026-11-25');
  const reserve = (method: string, slotStart: string, path = '') =>
    ask(system, method, `/slots/reservations${path}`, { eventTypeId: 101, slotStart }, SLOTS);
  const held = await reserve('POST', first);
  const { reservationUid, reservationUntil } = held.body.data as Record<'reservationUid' | 'reservationUntil', string>;
  // What was fetched meanwhile has it as taken, and nothing about the new time says otherwise.
  const { calls } = (await system.calls()).totals;
  system.pass(2_000);
  await listed(system, 101);
  await eventually(async () => (await system.calls()).totals.calls > calls);
  expect((await reserve('PATCH', nextDay, `/${reservationUid}`)).status).toBe(200);
  system.pass(3_000);
  await eventually(async () => (await listed(system, 101)).includes(first));
  // It would have come back at the end of what was held.
  expect(system.now()).toBeLessThan(Date.parse(reservationUntil));
});

test('a booking whose answer is lost makes everything doubtful', async () => {
  const system = await start();
  const [first] = await firstTwo(system);
  await system.control('PUT', 'faults', [{ kind: 'lost_answer', operation: 'bookings', count: 1 }]);
  const reply = await ask(system, 'POST', '/bookings', { eventTypeId: 101, start: first, attendee: ATTENDEE });
  expect([reply.status, reply.text]).toEqual([502, expect.stringContaining('look before')]);
  await later(system, 101, (slots) => !slots.includes(first));
});

test('what else of a series may have changed is doubted, where Cal.com refuses it or answers by one of its bookings', async () => {
  const demo = demoAccount('slotproof');
  const recurrence = { frequency: 'weekly', interval: 1, occurrences: 2 } as const;
  const about = { slug: 'course', title: 'Course', length: 30, confirmation: 'waiting', recurrence } as const;
  const course: EventType = { id: 130, hosts: [demo.hosts[0] as Host], ...about };
  const system = await start({ simulator: { world: { ...demo, eventTypes: [...demo.eventTypes, course] } } });
  const [taken = '', confirmed = '', declined = ''] = await listed(system, 101);
  // Another event type of the host, on another day.
  const freshness = async (): Promise<unknown> => {
    const question = { eventTypeId: 101, start: '2026-11-26T12:00', timeZone: 'UTC', maxAlternatives: 1 };
    return (await system.verify(question)).body.freshness;
  };
  const settled = () =>
    eventually(async () => {
      system.pass(500);
      return (await freshness()) === 'fresh';
    }, 100);
  const book = { eventTypeId: 101, start: taken, attendee: ATTENDEE };
  expect((await postBookings(system.calcomUrl, '', book)).status).toBe(201);
  await settled();
  for (const [eventTypeId, status, expected] of [
    [101, 400, 'fresh'],
    [131, 404, 'fresh'],
    [130, 400, 'stale'],
  ] as const) {
    const attendee = { ...ATTENDEE, email: 'nora@example.com' };
    expect((await ask(system, 'POST', '/bookings', { ...book, eventTypeId, attendee })).status).toBe(status);
    expect([eventTypeId, await freshness()]).toEqual([eventTypeId, expected]);
  }
  for (const [verb, at] of [
    ['confirm', confirmed],
    ['decline', declined],
  ] as const) {
    const order = { eventTypeId: 130, start: at, attendee: ATTENDEE, recurrenceCount: 1 };
    const [{ uid }] = (await ask(system, 'POST', '/bookings', order)).body.data as [{ uid: string }];
    await settled();
    expect((await ask(system, 'POST', `/bookings/${uid}/${verb}`, {})).status).toBe(200);
    expect([verb, await freshness()]).toEqual([verb, 'stale']);
  }
});

test('with a key of a stranger’s nothing of this account is doubted', async () => {
  const system = await start({ env: { API_KEYS: 'a-key-of-sixteen-characters' } });
  const ours = { ...SLOTS, authorization: 'Bearer a-key-of-sixteen-characters' };
  const theirs = { ...BOOKINGS, authorization: 'Bearer cal_nick' };
  const slots = () => send(`${system.urls[0]}/v2/slots?eventTypeId=101&start=${DAY}&end=${DAY}`, { headers: ours });
  await slots();
  const unreadable = await ask(system, 'POST', '/bookings/no-such-booking/cancel', {}, theirs);
  expect(unreadable.status).toBe(404);
  expect((await slots()).headers.get('cache-status')).toContain('hit; ttl=898');
  // A booking of a host of this account's is one, whoever makes it.
  const first = Object.values((await slots()).body.data as Record<string, { start: string }[]>)[0]?.[0]?.start ?? '';
  await book(system, 101, first, theirs);
  expect((await slots()).text).not.toContain(first);
});
