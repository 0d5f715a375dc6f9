import { expect, test } from 'vitest';
import { eventually, startProcesses, startSystem } from '../../support/system.ts';

const ANNA = { eventTypeId: 101, timeZone: 'Europe/Berlin' };

test('a cold verification makes one Cal.com call, and the next one, for another day and zone, makes none', async () => {
  const system = await startProcesses({ simulator: { fullyBooked: true, latency: { minMs: 300, maxMs: 800 } } });
  const day = (days: number) => Temporal.Now.plainDateISO('Europe/Berlin').add({ days }).toString();

  const cold = await system.verify({ ...ANNA, start: `${day(1)}T14:00` });
  expect(cold.body).toMatchObject({ status: 'completed', outcome: 'unavailable', freshness: 'fresh' });
  expect(cold.status).toBe(200);
  expect((await system.calls()).totals.calls).toBe(1);

  const warm = await system.verify({ ...ANNA, start: `${day(9)}T09:30`, timeZone: 'America/New_York' });
  expect(warm.status).toBe(200);
  expect(warm.body).toMatchObject({ status: 'completed', outcome: 'unavailable' });
  expect(warm.headers.get('cache-status')).toMatch(/^Slotproof; hit; ttl=\d+$/);
  expect((await system.calls()).totals.calls).toBe(1);
});

test('the one call is a range in UTC from today over at least 31 days', async () => {
  const system = await startSystem();
  await system.verify({ ...ANNA, start: '2026-11-24T14:00' });
  const { calls } = await system.calls();
  expect(calls).toHaveLength(1);
  const { format, timeZone = 'UTC', start = '', end = '' } = Object.fromEntries(new URLSearchParams(calls[0]?.query));
  expect({ format, timeZone }).toEqual({ format: 'range', timeZone: 'UTC' });
  expect(start.slice(0, 10)).toBe('2026-11-23');
  expect(end.slice(0, 10) >= '2026-12-24').toBe(true);
});

test('a free slot is available, with its end and the caller’s zone', async () => {
  const system = await startSystem();
  const free = await firstSlot(system.calcomUrl, '2026-11-24');
  const { status, body } = await system.verify({ ...ANNA, start: free, timeZone: 'Europe/Berlin' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    outcome: 'available',
    requested: { timeZone: 'Europe/Berlin' },
    alternatives: [],
    searched: { from: '2026-11-24', until: '2026-11-24' },
    verifiedAt: '2026-11-23T06:00:00.000Z',
    ageSeconds: 0,
  });
  expect((body.slot as { start: string }).start).toMatch(/^2026-11-24T\d\d:\d\d:00\+01:00$/);
  expect(body.requested).toMatchObject(body.slot as object);
});

test('every alternative is one that Cal.com lists, in the contract’s shape', async () => {
  const system = await startSystem();
  const { body } = await system.verify({ ...ANNA, start: '2026-11-24T19:00', maxAlternatives: 5 });
  expect(body.outcome).toBe('alternatives');
  const listed = await starts(system.calcomUrl);
  const alternatives = body.alternatives as {
    start: string;
    end: string;
    strategy: string;
    minutesFromRequested: number;
  }[];
  expect(alternatives.length).toBeGreaterThan(0);
  for (const { start, end, strategy, minutesFromRequested } of alternatives) {
    expect(listed).toContain(Date.parse(start));
    expect(Date.parse(end) - Date.parse(start)).toBe(30 * 60_000);
    expect(['same_day', 'next_workday', 'next_week', 'next_available']).toContain(strategy);
    expect(minutesFromRequested).toBe((Date.parse(start) - Date.parse('2026-11-24T18:00:00Z')) / 60_000);
  }
});

test('respond-async is a 202 with Location and Retry-After, and polling brings the answer', async () => {
  const system = await startSystem();
  const accepted = await system.verify({ ...ANNA, start: '2026-11-24T14:00' }, { prefer: 'respond-async' });
  expect(accepted.status).toBe(202);
  expect(accepted.headers.get('preference-applied')).toBe('respond-async');
  expect(Number(accepted.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(accepted.body).toMatchObject({ status: 'queued', requested: { start: '2026-11-24T14:00:00+01:00' } });
  const location = accepted.headers.get('location') ?? '';
  expect(location).toBe(`/v1/verifications/${accepted.body.id}`);
  const polled = await eventually(async () => {
    const reply = await system.get(location);
    return reply.body.status === 'completed' && reply;
  });
  expect(polled.status).toBe(200);
  expect(polled.body).toMatchObject({ id: accepted.body.id, status: 'completed' });
});

test('Prefer: wait=N that runs out is a 202; a poll that waits gets the answer when it is there', async () => {
  const system = await startSystem({ workers: 0 });
  const accepted = await system.verify({ ...ANNA, start: '2026-11-24T14:00' }, { prefer: 'wait=0' });
  expect(accepted.status).toBe(202);
  expect(accepted.headers.get('preference-applied')).toBe('wait=0');
  const waiting = await system.get(accepted.headers.get('location') ?? '', { prefer: 'wait=1' });
  expect(waiting.headers.get('preference-applied')).toBe('wait=1');
  expect(waiting.body).toMatchObject({ status: 'queued' });
});

test('at the deadline the answer is a 202', async () => {
  const system = await startSystem({ workers: 0, env: { REQUEST_DEADLINE_MS: '200' } });
  const { status, body } = await system.verify({ ...ANNA, start: '2026-11-24T14:00' });
  expect(status).toBe(202);
  expect(body).toMatchObject({ status: 'queued' });
});

test('an event type that Cal.com does not know is a 404, and makes no second call for a minute', async () => {
  const system = await startSystem();
  const unknown = { ...ANNA, eventTypeId: 99_999, start: '2026-11-24T14:00' };
  for (let time = 0; time < 3; time++) {
    const { status, body, headers } = await system.verify(unknown);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:slotproof:problem:event-type-not-found', status: 404 });
  }
  expect((await system.calls()).totals.calls).toBe(1);
  system.pass(61_000);
  expect((await system.verify(unknown)).status).toBe(404);
  expect((await system.calls()).totals.calls).toBe(2);
});

test.each([
  ['no JSON', '{', {}, 400, 'malformed'],
  [
    'another media type',
    'eventTypeId=1',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'unsupported-media-type',
  ],
  [
    'a charset that is not UTF-8',
    '{}',
    { 'content-type': 'application/json; charset=koi8-r' },
    415,
    'unsupported-media-type',
  ],
  ['more than 16 KiB', JSON.stringify({ start: 'x'.repeat(17_000) }), {}, 413, 'body-too-large'],
])('%s is refused', async (_what, body, headers, status, name) => {
  const system = await startSystem({ workers: 0 });
  const reply = await system.verify(body, headers as Record<string, string>);
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(reply.body).toMatchObject({ type: `urn:slotproof:problem:${name}`, status });
});

test('a body with faults is a 422 that points at every one of them, and queues nothing', async () => {
  const system = await startSystem({ workers: 0 });
  const { status, body } = await system.verify({
    start: 'tomorrow',
    timeZone: 'Mars/Olympus',
    maxAlternatives: 99,
    colour: 'red',
  });
  expect(status).toBe(422);
  const pointers = (body.errors as { pointer: string; reason: string }[]).map(({ pointer }) => pointer);
  expect(pointers).toEqual(
    expect.arrayContaining(['/start', '/timeZone', '/maxAlternatives', '/colour', '/eventTypeId']),
  );
  expect((await system.calls()).totals.calls).toBe(0);
});

test('a time in the past is refused', async () => {
  const system = await startSystem({ workers: 0 });
  const { status, body } = await system.verify({ ...ANNA, start: '2026-11-22T14:00' });
  expect(status).toBe(422);
  expect(body).toMatchObject({ type: 'urn:slotproof:problem:start-in-the-past', errors: [{ pointer: '/start' }] });
});

test('an unknown id, and a path that is not there, are 404 problems', async () => {
  const system = await startSystem({ workers: 0 });
  const unknown = await system.get('/v1/verifications/00000000-0000-4000-8000-000000000000');
  expect(unknown.status).toBe(404);
  expect(unknown.body).toMatchObject({ type: 'urn:slotproof:problem:verification-not-found' });
  expect((await system.get('/v1/nothing')).body).toMatchObject({
    type: 'urn:slotproof:problem:not-found',
    status: 404,
  });
});

test('X-Request-Id is passed on, or made', async () => {
  const system = await startSystem({ workers: 0 });
  expect((await system.get('/healthz', { 'x-request-id': 'call-42' })).headers.get('x-request-id')).toBe('call-42');
  expect((await system.get('/healthz')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

const slotsOf = async (calcomUrl: string): Promise<Record<string, { start: string }[]>> => {
  const response = await fetch(`${calcomUrl}/v2/slots?eventTypeId=101&start=2026-11-23&end=2026-12-31`, {
    headers: { 'cal-api-version': '2024-09-04', authorization: 'Bearer cal_the_test_itself' },
  });
  return ((await response.json()) as { data: Record<string, { start: string }[]> }).data;
};

const starts = async (calcomUrl: string): Promise<number[]> =>
  Object.values(await slotsOf(calcomUrl)).flatMap((slots) => slots.map(({ start }) => Date.parse(start)));

const firstSlot = async (calcomUrl: string, day: string): Promise<string> => {
  const slot = (await slotsOf(calcomUrl))[day]?.[0];
  if (slot === undefined) throw new Error(`no slot on ${day}`);
  return slot.start;
};

test('an event type is cached once, however it is named', async () => {
  const system = await startSystem();
  const when = { start: '2026-12-01T14:00', timeZone: 'Europe/Berlin' };
  await system.verify({ eventTypeSlug: 'intro', username: 'anna', ...when });
  for (const name of [{ eventTypeId: 101 }, { eventTypeSlug: 'Intro', username: 'Anna' }]) {
    expect((await system.verify({ ...name, ...when })).headers.get('cache-status')).toMatch(/; hit/);
  }
  const slots = await system.get('/v2/slots?username=anna&eventTypeSlug=intro&start=2026-12-01&end=2026-12-01', {
    'cal-api-version': '2024-09-04',
  });
  expect(slots.headers.get('cache-status')).toMatch(/; hit/);
  expect((await system.calls()).totals.calls).toBe(1);
});
