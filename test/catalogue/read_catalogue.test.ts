/** What an account has, read from the simulator over HTTP. */
import { expect, onTestFinished, test } from 'vitest';
import { createAccountClient } from '../../src/calcom/account_client.ts';
import { CalcomRefused, CalcomUnavailable } from '../../src/calcom/errors.ts';
import type { MakeCall } from '../../src/calcom/account_call.ts';
import { mostCalls, readCatalogue } from '../../src/catalogue/read_catalogue.ts';
import type { AccountOptions } from '../../src/simulator/account/account.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { epochMs } from '../../src/verification/time.ts';

/** Event types of the demo account that have a name of their own. */
const EVERYTHING = 21;

const READ_AT = epochMs(1_700_000_000_000);

const read = async (
  account: AccountOptions = {},
  apiKey = 'cal_test_key',
  callsLeft = 50,
  fault?: { operation: 'all'; kind: string },
) => {
  const simulator = createSimulator({ latency: 'none', account });
  const { url } = await simulator.listen(0);
  onTestFinished(() => simulator.close());
  if (fault !== undefined) {
    await fetch(`${url}/control/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([fault]),
    });
  }
  const client = createAccountClient({ apiUrl: url, apiKey, timeoutMs: 5_000 });
  let calls = 0;
  const makeCall: MakeCall = (call) => {
    calls += 1;
    return call(AbortSignal.timeout(10_000));
  };
  const document = await readCatalogue(client, { makeCall, callsLeft, clock: () => READ_AT });
  return { document, calls, find: (id: number) => document.eventTypes.find((eventType) => eventType.id === id) };
};

test('the whole account: whose it is, teams, event types and hosts with their e-mails', async () => {
  const { document, calls, find } = await read();
  expect(document).toMatchObject({
    readAt: READ_AT,
    me: { userId: 1, username: 'anna', email: 'anna@example.com', organizationId: 501 },
    teams: [
      { teamId: 501, slug: 'acme' },
      { teamId: 502, slug: 'support' },
      { teamId: 503, slug: 'board', parentId: 501 },
    ],
    missing: [],
  });
  expect(document.eventTypes.map(({ id }) => id)).toEqual(expect.arrayContaining([101, 103, 108, 111, 112, 113, 199]));
  expect(document.eventTypes).toHaveLength(EVERYTHING);
  expect(find(107)).toMatchObject({ length: 15, lengths: [15, 30, 60], scheduling: 'person' });
  expect(find(104)).toMatchObject({ seats: 6, window: { kind: 'none' } });
  expect(find(108)).toMatchObject({
    teamId: 502,
    scheduling: 'roundRobin',
    hosts: [
      { userId: 1, username: 'anna', email: 'anna@example.com' },
      { username: 'nick', email: 'nick@example.com' },
    ],
  });
  expect(find(111)?.hosts).toMatchObject([{ username: 'olga', organizationSlug: 'acme', email: 'olga@example.com' }]);
  expect(find(199)).toMatchObject({ scheduling: 'managed', teamId: 503, hosts: [{ username: 'pavel' }] });
  expect(find(113)).toMatchObject({ scheduling: 'person', parentId: 199 });
  expect(calls).toBeLessThanOrEqual(mostCalls(3));
});

test('settings that decide slots', async () => {
  const edited = {
    101: {
      minimumBookingNotice: 240,
      beforeEventBuffer: 5,
      afterEventBuffer: 10,
      slotInterval: 15,
      offsetStart: 5,
      onlyShowFirstAvailableSlot: true,
      showOptimizedSlots: true,
      hidden: true,
      bookingWindow: { type: 'businessDays', value: 5, rolling: false },
      bookingLimitsCount: { day: 1, week: 3 },
      bookingLimitsDuration: { month: 600 },
      confirmationPolicy: { type: 'always', blockUnconfirmedBookingsInBooker: true },
    },
    102: { bookingWindow: { type: 'calendarDays', value: 10, rolling: true } },
    103: { bookingWindow: { type: 'range', value: ['2026-12-01', '2026-12-24'] } },
    104: { recurrence: { disabled: false, interval: 2, occurrences: 3, frequency: 'weekly' } },
    105: { recurrence: { interval: 1, occurrences: 5 } },
    106: { recurrence: { disabled: true } },
  };
  const { find } = await read({ edited });
  expect(find(101)).toMatchObject({
    minimumNotice: 240,
    beforeBuffer: 5,
    afterBuffer: 10,
    slotInterval: 15,
    offsetStart: 5,
    firstSlotOnly: true,
    optimizedSlots: true,
    hidden: true,
    window: { kind: 'rolling', days: 5, countsBusinessDays: true },
    bookingLimits: { day: 1, week: 3 },
    durationLimits: { month: 600 },
    blocksUnconfirmed: true,
  });
  expect(find(102)?.window).toEqual({ kind: 'rolling-window', days: 10, countsBusinessDays: false });
  expect(find(103)?.window).toEqual({ kind: 'range', from: '2026-12-01', until: '2026-12-24' });
  expect(find(104)?.recurrence).toEqual({ interval: 2, occurrences: 3, frequency: 'weekly' });
  expect(find(105)?.recurrence).toEqual({ interval: 1, occurrences: 5 });
  expect([find(106), find(101)]).toEqual([
    expect.not.objectContaining({ recurrence: expect.anything() }),
    expect.not.objectContaining({ recurrence: expect.anything() }),
  ]);
});

test('what the key may not see is said, and the rest is read', async () => {
  const { document } = await read({ withheld: ['teams', 'organization'] });
  expect(document.eventTypes.map(({ id }) => id)).toEqual([101, 102]);
  expect(document.missing).toEqual([
    expect.stringMatching(/^teams: Cal\.com answered 403, RolesGuard/),
    expect.stringMatching(/^the event types of the organization's teams: Cal\.com answered 403/),
  ]);
  const withoutMembers = await read({ withheld: ['memberships'] });
  expect(withoutMembers.document.missing).toHaveLength(3);
  expect(withoutMembers.find(108)?.hosts[1]).toEqual({ userId: expect.any(Number), username: 'nick', name: 'Nick' });
  const withoutMe = await read({ withheld: ['me'] });
  expect(withoutMe.document.me).toBeUndefined();
  expect(withoutMe.document.eventTypes).toHaveLength(EVERYTHING);
});

test('an event type that cannot be read is left out and counted', async () => {
  const { document } = await read({ edited: { 102: { lengthInMinutes: 'long' } } });
  expect(document.eventTypes.map(({ id }) => id)).not.toContain(102);
  expect(document.eventTypes).toHaveLength(EVERYTHING - 1);
  expect(document.missing).toEqual(["1 of the key's own event types: Cal.com's answer cannot be read"]);
});

test('600 event types more are read within the calls that a round may make', async () => {
  const { document, calls } = await read({ generatedListed: 600 });
  expect(document.eventTypes).toHaveLength(EVERYTHING + 600);
  expect(document.missing).toEqual([]);
  expect(calls).toBeLessThanOrEqual(mostCalls(3));
});

test('more than the calls reach is said to be missing', async () => {
  const { document, calls } = await read({ generatedListed: 2_000 });
  expect(calls).toBe(mostCalls(3));
  expect(document.missing).toEqual([
    "the event types of the organization's teams after the first 750: no call was left for them",
  ]);
});

test("the hour's budget bounds a round too", async () => {
  const { document, calls } = await read({}, 'cal_test_key', 5);
  expect(calls).toBe(5);
  expect(document.missing).toEqual([
    'the members of the organization Acme: no call was left for it',
    'the members of the team Support: no call was left for it',
    'the members of the team Board: no call was left for it',
  ]);
});

test('a key that is not accepted, and a Cal.com that fails, are no account without anything', async () => {
  await expect(read({}, 'cal_invalid_key')).rejects.toBeInstanceOf(CalcomRefused);
  await expect(read({}, 'cal_test_key', 50, { kind: 'error', operation: 'all' })).rejects.toBeInstanceOf(
    CalcomUnavailable,
  );
});
