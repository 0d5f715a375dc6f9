/** What no event type can be named by, which Cal.com would answer with a 500: refused in words, and never asked for. */
import { expect, test } from 'vitest';
import { startSystem } from '../../support/system.ts';

const WHEN = { start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' };

test('costs Cal.com no call', async () => {
  const system = await startSystem();
  for (const [named, pointer] of [
    [{ eventTypeSlug: 'intro', username: 'an\u0000na' }, '/username'],
    [{ eventTypeSlug: 'in\ud800tro', username: 'anna' }, '/eventTypeSlug'],
    [{ usernames: ['olga', 'pa\u0000vel'], organizationSlug: 'acme' }, '/usernames'],
    [{ usernames: ['olga', 'pavel'] }, '/organizationSlug'],
    [{ eventTypeId: 2_147_483_648 }, '/eventTypeId'],
    [{ eventTypeId: 107, duration: 1_441 }, '/duration'],
  ] as const) {
    const { status, body } = await system.verify({ ...WHEN, ...named });
    expect(status).toBe(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: expect.stringContaining(pointer) })]);
  }
  for (const query of [
    'username=an%00na&eventTypeSlug=intro',
    'usernames=olga,pa%00vel&organizationSlug=acme',
    'eventTypeId=101&bookingUidToReschedule=%00',
    'eventTypeId=2147483648',
    'eventTypeId=107&duration=1441',
  ]) {
    const path = `/v2/slots?${query}&start=2026-11-24&end=2026-11-24`;
    const { status, body } = await system.get(path, { 'cal-api-version': '2024-09-04' });
    expect([query, status, body]).toMatchObject([query, 400, { error: { code: 'BadRequestException' } }]);
  }
  expect((await system.calls()).totals.calls).toBe(0);
});
