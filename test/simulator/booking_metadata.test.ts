/** What a client needs to find a booking again that it was not told of. */
import { describe, expect, test } from 'vitest';
import { type ErrorBody, type RunningSimulator, runningSimulator } from '../support/running_simulator.ts';

const ATTENDEE = { name: 'Gast', email: 'gast@example.com', timeZone: 'Europe/Berlin' };
const WEEK = 'start=2026-11-23&end=2026-11-29';

interface Listed {
  readonly uid: string;
  readonly status: string;
  readonly metadata?: Record<string, unknown>;
  readonly attendees: readonly { readonly metadata?: Record<string, unknown> }[];
}

const post = (simulator: RunningSimulator, path: string, body: object) =>
  simulator.request('POST', `/v2/bookings${path}`, { body });

const list = async (simulator: RunningSimulator, query: string, key?: string) => {
  const response = await simulator.request('GET', `/v2/bookings?${query}`, key === undefined ? {} : { key });
  return ((await response.json()) as { data: Listed[] }).data;
};

/** Faults that have not struck yet. */
const faultsOf = async (simulator: RunningSimulator) =>
  ((await (await simulator.control('GET', '/faults')).json()) as { faults: object[] }).faults;

describe('metadata', () => {
  test('stays with a booking, also where it is moved, and is listed', async () => {
    const simulator = await runningSimulator();
    const [start, later] = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const metadata = { ours: 'one', theirs: 'two' };
    const made = await post(simulator, '', { eventTypeId: 101, start, attendee: ATTENDEE, metadata });
    const { data } = (await made.json()) as { data: Listed };
    expect(data.metadata).toEqual(metadata);
    await post(simulator, `/${data.uid}/reschedule`, { start: later });
    const listed = await list(simulator, 'eventTypeIds=101');
    expect(listed.map((booking) => [booking.status, booking.metadata])).toEqual([
      ['cancelled', metadata],
      ['accepted', metadata],
    ]);
  });

  test('of a place stays with the place', async () => {
    const simulator = await runningSimulator();
    const [start] = await simulator.starts(`eventTypeId=104&${WEEK}`);
    for (const ours of ['one', 'two'])
      await post(simulator, '', {
        ...{ eventTypeId: 104, start, metadata: { ours } },
        attendee: { ...ATTENDEE, email: `${ours}@example.com` },
      });
    const [booking] = await list(simulator, `eventTypeIds=104&afterStart=${start}`);
    expect(booking?.attendees.flatMap(({ metadata }) => metadata?.ours ?? []).slice(-2)).toEqual(['one', 'two']);
    expect(booking).not.toHaveProperty('metadata');
  });

  test.each([
    ['of too many keys', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, '']))],
    ['of a key that is too long', { ['k'.repeat(41)]: '' }],
    ['of a text that is too long', { key: 'v'.repeat(501) }],
    ['that is no flat object', { key: {} }],
  ])('%s is refused', async (_, metadata) => {
    const simulator = await runningSimulator();
    const [start] = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const refused = await post(simulator, '', { eventTypeId: 101, start, attendee: ATTENDEE, metadata });
    expect(refused.status).toBe(400);
  });
});

test('metadata of other values than texts get past the first reading, and no further', async () => {
  const simulator = await runningSimulator();
  const [start] = await simulator.starts(`eventTypeId=101&${WEEK}`);
  const metadata = { ours: 'one', count: 2, isTold: true };
  const refused = await post(simulator, '', { eventTypeId: 101, start, attendee: ATTENDEE, metadata });
  expect(refused.status).toBe(400);
  expect(((await refused.json()) as ErrorBody).error).toEqual({
    code: 'BAD_REQUEST',
    message: 'metadata.isTold - Expected string, received boolean, metadata.count - Expected string, received number, ',
  });
});

test('the owner of the account is shown the bookings of all unless told, anybody else his own', async () => {
  const simulator = await runningSimulator();
  const [start] = await simulator.starts(`eventTypeId=106&${WEEK}`);
  await post(simulator, '', { eventTypeId: 106, start, attendee: ATTENDEE });
  expect(await list(simulator, 'eventTypeIds=106')).toHaveLength(1);
  expect(await list(simulator, 'eventTypeIds=106', 'cal_test_nick_0')).toHaveLength(1);
  expect(await list(simulator, 'eventTypeIds=106', 'cal_test_kiran_0')).toHaveLength(0);
  await simulator.control('PUT', '/account', { seesOwnOnly: true });
  expect(await list(simulator, 'eventTypeIds=106')).toHaveLength(0);
  expect(await list(simulator, 'eventTypeIds=106', 'cal_test_nick_0')).toHaveLength(1);
});

describe('a fault of what books', () => {
  test('lost_answer: it is booked, and the connection breaks', async () => {
    const simulator = await runningSimulator();
    const [start] = await simulator.starts(`eventTypeId=101&${WEEK}`);
    await simulator.control('PUT', '/faults', [{ kind: 'lost_answer', operation: 'bookings', count: 1 }]);
    await expect(post(simulator, '', { eventTypeId: 101, start, attendee: ATTENDEE })).rejects.toThrow();
    expect(await list(simulator, 'eventTypeIds=101')).toHaveLength(1);
    expect((await post(simulator, '', { eventTypeId: 101, start, attendee: ATTENDEE })).status).toBe(400);
  });

  test('late: it is booked after its caller has hung up', async () => {
    const simulator = await runningSimulator();
    const [start] = await simulator.starts(`eventTypeId=101&${WEEK}`);
    const latencyMs = 200;
    await simulator.control('PUT', '/faults', [{ kind: 'late', latencyMs, operation: 'bookings', count: 1 }]);
    const body = JSON.stringify({ eventTypeId: 101, start, attendee: ATTENDEE });
    const headers = { 'content-type': 'application/json', 'cal-api-version': '2024-08-13' };
    const caller = new AbortController();
    const began = performance.now();
    const asked = fetch(`${simulator.url}/v2/bookings`, { method: 'POST', headers, body, signal: caller.signal });
    await expect.poll(() => faultsOf(simulator)).toEqual([]);
    caller.abort();
    await expect(asked).rejects.toThrow();
    const soon = await list(simulator, 'eventTypeIds=101');
    if (performance.now() - began < latencyMs) expect(soon).toHaveLength(0);
    await expect.poll(() => list(simulator, 'eventTypeIds=101')).toHaveLength(1);
  });
});
