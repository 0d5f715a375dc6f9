/** Questions about what nobody can book are refused, with what would be right. */
import { expect, test } from 'vitest';
import { send, startSystem } from '../../support/system.ts';

const WHEN = { start: '2026-12-01T14:00', timeZone: 'Europe/Berlin' };

test.each([
  [
    'a length that it has not',
    { eventTypeId: 101, duration: 45 },
    '/duration',
    'must be 30, in minutes, as Introduction has it',
  ],
  [
    'one of several',
    { eventTypeId: 107, duration: 45 },
    '/duration',
    'must be one of 15, 30, 60, in minutes, as Flexible has it',
  ],
  [
    'a managed event type',
    { eventTypeId: 199 },
    '/eventTypeId',
    "is a managed event type (Onboarding), which nobody books: ask for one of its members' copies, 113",
  ],
  [
    'a hidden one',
    { eventTypeSlug: 'deep-dive', username: 'anna' },
    '/eventTypeSlug',
    'is hidden in Cal.com (Deep dive): show it there, or ask for another one',
  ],
])('%s', async (_what, eventType, pointer, reason) => {
  const system = await startSystem({ simulator: { account: { edited: { 102: { hidden: true } } } } });
  const { status, body } = await system.verify({ ...eventType, ...WHEN });
  expect(status).toBe(422);
  expect(body).toMatchObject({ type: 'urn:slotproof:problem:invalid', errors: [{ pointer, reason }] });
  expect((await system.calls()).totals.calls).toBe(0);
});

test('what is hidden is refused by a rule of ours alone: Cal.com’s own operations list and book it', async () => {
  const system = await startSystem({ simulator: { account: { edited: { 102: { hidden: true } } } } });
  const base = `${system.urls[0]}/v2`;
  const ofSlots = { headers: { 'cal-api-version': '2024-09-04' } };
  const { body } = await send(`${base}/slots?eventTypeId=102&start=2026-12-01&end=2026-12-01`, ofSlots);
  const [{ start } = { start: '' }] = (body.data as Record<string, { start: string }[]>)['2026-12-01'] ?? [];
  const booked = await send(`${base}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' },
    body: JSON.stringify({ eventTypeId: 102, start, attendee: { name: 'A', email: 'a@example.com', timeZone: 'UTC' } }),
  });
  expect([booked.status, booked.body.data]).toEqual([201, expect.objectContaining({ start, eventTypeId: 102 })]);
});

test('what the catalogue does not know is asked of Cal.com, and a length that it has is asked for', async () => {
  const unknown = await startSystem({ isKnown: false });
  expect((await unknown.verify({ eventTypeId: 101, duration: 45, ...WHEN })).status).toBe(200);
  const known = await startSystem();
  expect((await known.verify({ eventTypeId: 107, duration: 60, ...WHEN })).status).toBe(200);
  expect((await known.verify({ eventTypeId: 99_999, ...WHEN })).body.type).toBe(
    'urn:slotproof:problem:event-type-not-found',
  );
});

test('the end of the requested slot is told where Cal.com lists none, by the length of the event type', async () => {
  const system = await startSystem({ simulator: { fullyBooked: true } });
  const { body } = await system.verify({ eventTypeId: 101, ...WHEN });
  expect(body).toMatchObject({ outcome: 'unavailable', requested: { end: '2026-12-01T14:30:00+01:00' } });
});
