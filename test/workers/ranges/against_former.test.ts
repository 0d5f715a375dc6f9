/** Answers that are odd beside what was cached before: a month that is empty, and slots that nobody has booked. */
import { expect, test } from 'vitest';
import { eventually, type InProcessSystem, send, startSystem } from '../../support/system.ts';

const MINUTE = 60_000;
const SLOTS = '/v2/slots?eventTypeId=101&start=2026-11-23&end=2026-12-20';
const VERSION = { 'cal-api-version': '2024-09-04' };

const listed = async (system: InProcessSystem, headers: Record<string, string> = {}) => {
  const { body, headers: answered } = await system.get(SLOTS, { ...VERSION, ...headers });
  const starts = Object.values(body.data as Record<string, { start: string }[]>).flatMap((slots) =>
    slots.map(({ start }) => start),
  );
  return { starts, status: answered.get('cache-status') ?? '', age: answered.get('age') };
};

const calls = async (system: InProcessSystem): Promise<number> => (await system.calls()).totals.calls;

const unreadable = (system: InProcessSystem) =>
  system.control('PUT', 'faults', [{ kind: 'unread_calendars', reading: 'unreadable', hostUsername: 'anna' }]);

test('a month that was full and is empty counts for a minute, as stale, and is asked for once more', async () => {
  const system = await startSystem();
  const full = await listed(system);
  expect(full.starts.length).toBeGreaterThan(50);
  await unreadable(system);
  system.pass(16 * MINUTE);
  await listed(system);
  await eventually(async () => (await listed(system)).starts.length === 0);
  expect(await calls(system)).toBe(2);
  // Stale, whatever its age: a minute later it is asked for again.
  expect((await listed(system)).status).toMatch(/; hit; ttl=0/);
  system.pass(MINUTE);
  expect((await listed(system)).starts).toEqual([]);
  await system.control('DELETE', 'faults');
  system.pass(1);
  const again = await listed(system);
  expect(again.status).toMatch(/fwd=miss/);
  expect(again.starts).toEqual(full.starts);
});

test('the second time it is believed', async () => {
  const system = await startSystem();
  await listed(system);
  await unreadable(system);
  for (const ms of [16 * MINUTE, MINUTE + 1]) {
    system.pass(ms);
    await listed(system);
    await eventually(async () => (await listed(system)).starts.length === 0);
  }
  await eventually(async () => (await calls(system)) === 3);
  system.pass(14 * MINUTE);
  const { starts, status } = await listed(system);
  expect(starts).toEqual([]);
  expect(status).toMatch(/; hit; ttl=6\d/);
  expect(await calls(system)).toBe(3);
});

test('while Cal.com cannot be asked, the empty month is what there is', async () => {
  const system = await startSystem();
  await listed(system);
  await unreadable(system);
  system.pass(16 * MINUTE);
  await listed(system);
  await eventually(async () => (await listed(system)).starts.length === 0);
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500, operation: 'all' }]);
  system.pass(5 * MINUTE);
  const { starts, status } = await listed(system);
  expect(starts).toEqual([]);
  expect(status).toMatch(/stale-if-error/);
});

test('a slot that somebody holds is asked about again after five minutes, when somebody asks for its day', async () => {
  const system = await startSystem();
  const { starts } = await listed(system);
  const held = starts.find((start) => start.startsWith('2026-11-25')) ?? '';
  const reserved = await send(`${system.calcomUrl}/v2/slots/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...VERSION },
    body: JSON.stringify({ eventTypeId: 101, slotStart: held }),
  });
  expect(reserved.status).toBe(201);
  system.pass(3_000);
  expect((await listed(system, { 'cache-control': 'no-cache' })).starts).not.toContain(held);
  const before = await calls(system);
  system.pass(5 * MINUTE);
  const ask = (start: string) => system.verify({ eventTypeId: 101, start, timeZone: 'UTC', strategies: [] });
  expect((await ask(held)).body).toMatchObject({ freshness: 'fresh' });
  system.pass(1);
  // Another day is as fresh as any.
  expect((await ask('2026-11-26T10:00')).body).toMatchObject({ freshness: 'fresh' });
  expect(await calls(system)).toBe(before);
  expect((await ask(held)).body).toMatchObject({ freshness: 'stale' });
  await eventually(async () => (await ask(held)).body.outcome === 'available');
  expect(await calls(system)).toBe(before + 1);
});

test('a slot that stays gone is asked about once', async () => {
  const system = await startSystem();
  const { starts } = await listed(system);
  const booked = starts.find((start) => start.startsWith('2026-11-25')) ?? '';
  // Nobody tells of it: it may be held as well as booked.
  await send(`${system.calcomUrl}/v2/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' },
    body: JSON.stringify({
      eventTypeId: 101,
      start: booked,
      attendee: { name: 'Zoe', email: 'zoe@example.com', timeZone: 'UTC' },
    }),
  });
  system.pass(3_000);
  await listed(system, { 'cache-control': 'no-cache' });
  system.pass(5 * MINUTE + 1);
  const ask = () => system.verify({ eventTypeId: 101, start: booked, timeZone: 'UTC', strategies: [] });
  await ask();
  await eventually(async () => (await ask()).body.freshness === 'fresh');
  const before = await calls(system);
  system.pass(10 * MINUTE);
  expect((await ask()).body).toMatchObject({ freshness: 'fresh' });
  expect(await calls(system)).toBe(before);
});
