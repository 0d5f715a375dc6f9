/** One event type that Cal.com fails for while it answers for others: what it costs itself, and nobody else. */
import { expect, test } from 'vitest';
import { eventually, type InProcessSystem, type Reply, startSystem } from '../../support/system.ts';

const DAY = '2026-11-24';
const ask = (system: InProcessSystem, eventTypeId: number, more: object = {}): Promise<Reply> =>
  system.verify({ eventTypeId, start: `${DAY}T14:00`, timeZone: 'Europe/Berlin', ...more });
const list = (system: InProcessSystem, eventTypeId: number, more = ''): Promise<Reply> =>
  system.get(`/v2/slots?eventTypeId=${eventTypeId}&start=${DAY}&end=${DAY}${more}`, {
    'cal-api-version': '2024-09-04',
  });
const start = (env: Record<string, string> = {}) => startSystem({ env });
const callsOf = async (system: InProcessSystem): Promise<number> => (await system.calls()).totals.calls;
const fail = async (system: InProcessSystem, ...eventTypeIds: number[]): Promise<void> => {
  const faults = eventTypeIds.map((eventTypeId) => ({ kind: 'error', status: 500, eventTypeId }));
  expect((await system.control('PUT', 'faults', faults)).status).toBe(200);
};
const circuitOf = async (system: InProcessSystem): Promise<unknown> =>
  ((await system.get('/readyz')).body.calcom as { circuit: unknown }).circuit;
const failing = 'urn:slotproof:problem:event-type-failing';
const unavailable = 'urn:slotproof:problem:calcom-unavailable';

test('is remembered, probed ever more rarely with one call, and forgotten with the first answer', async () => {
  const system = await start();
  await fail(system, 101);
  const first = await ask(system, 101);
  expect([first.status, first.body.type]).toEqual([503, unavailable]);
  expect(await callsOf(system)).toBe(3);
  // Everybody else is answered, cold.
  for (const eventTypeId of [102, 103, 1001, 1002]) expect((await ask(system, eventTypeId)).status).toBe(200);
  expect(await circuitOf(system)).toBe('closed');

  let calls = await callsOf(system);
  for (const pauseSeconds of [5, 10, 20, 40, 60, 60]) {
    const refused = await eventually(async () => {
      const reply = await ask(system, 101);
      return reply.body.type === failing && reply;
    });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBe(pauseSeconds);
    const listed = await list(system, 101);
    expect([listed.status, listed.body.error]).toMatchObject([503, { code: 'ServiceUnavailableException' }]);
    expect(Number(listed.headers.get('retry-after'))).toBe(pauseSeconds);
    system.pass(pauseSeconds * 1_000 - 1);
    expect((await ask(system, 101)).body.type).toBe(failing);
    expect(await callsOf(system)).toBe(calls);
    expect((await system.get('/metrics')).text).toContain('slotproof_failing_event_types 1');

    system.pass(1);
    const probed = await eventually(async () => {
      const reply = await ask(system, 101);
      return (await callsOf(system)) > calls && reply;
    });
    expect([probed.status, probed.body.type]).toEqual([503, failing]);
    calls += 1;
    expect(await callsOf(system)).toBe(calls);
  }
  expect(await circuitOf(system)).toBe('closed');

  await system.control('DELETE', 'faults');
  system.pass(60_000);
  await eventually(async () => (await ask(system, 101)).status === 200);
  expect((await system.get('/metrics')).text).toContain('slotproof_failing_event_types 0');
  await fail(system, 101);
  system.pass(1_000);
  expect((await ask(system, 101, { maxAge: 0 })).body.type).toBe(unavailable);
});

test('hides nothing of it that is cached, and is not asked for while it is known to fail', async () => {
  const system = await start();
  expect((await ask(system, 101)).body).toMatchObject({ freshness: 'fresh' });
  await fail(system, 101);
  system.pass(1_000);
  expect((await ask(system, 101, { maxAge: 0 })).body.type).toBe(unavailable);
  const calls = await callsOf(system);
  await eventually(async () => (await ask(system, 101, { maxAge: 0 })).body.type === failing);
  expect((await ask(system, 101)).body).toMatchObject({ freshness: 'fresh' });
  expect((await list(system, 101)).status).toBe(200);
  expect(await callsOf(system)).toBe(calls);

  system.pass(3_601_000);
  // The mark of an hour ago says nothing any more; what follows leaves another, under which the old days are answered.
  expect((await ask(system, 101)).body).toMatchObject({ freshness: 'stale-if-error' });
  const probed = await callsOf(system);
  expect(probed).toBe(calls + 3);
  await eventually(async () => (await ask(system, 101, { maxAge: 0 })).body.type === failing);
  const old = await ask(system, 101);
  expect(old.body).toMatchObject({ freshness: 'stale-if-error' });
  expect(old.headers.get('cache-status')).toMatch(/detail=stale-if-error/);
  expect((await list(system, 101)).headers.get('cache-status')).toMatch(/detail=stale-if-error/);
  expect(await callsOf(system)).toBe(probed);
});

test('what fails for one question alone is that question’s', async () => {
  const system = await start();
  await fail(system, 101);
  for (const uid of ['one', 'two', 'three']) {
    const { status } = await list(system, 101, `&bookingUidToReschedule=${uid}`);
    expect(status).toBe(503);
  }
  expect(await circuitOf(system)).toBe('closed');
  await system.control('DELETE', 'faults');
  expect((await ask(system, 101)).status).toBe(200);
});

test('two of them in a row are an outage, which an answer for another one ends', async () => {
  const system = await start({ BREAKER_COOLDOWN_MS: '1000' });
  await fail(system, 101, 102);
  await ask(system, 101);
  expect(await circuitOf(system)).toBe('closed');
  await ask(system, 102);
  expect(await callsOf(system)).toBe(4);
  expect(await circuitOf(system)).not.toBe('closed');

  // Whichever of the two comes first after the cool-down fails again, and is then left alone for longer than the circuit is open.
  await eventually(async () => {
    await ask(system, 102);
    return (await callsOf(system)) === 5;
  });
  await eventually(async () => (await ask(system, 103)).status === 200);
  expect(await circuitOf(system)).toBe('closed');
  expect(await callsOf(system)).toBe(6);
  await eventually(async () => (await ask(system, 102)).body.type === failing);
});

test('the network that fails is one too, whoever asks', async () => {
  const system = await start({ BREAKER_COOLDOWN_MS: '60000' });
  await system.control('PUT', 'faults', [{ kind: 'reset', eventTypeId: 101 }]);
  const first = await ask(system, 101);
  expect([first.status, first.body.type]).toEqual([503, unavailable]);
  expect(await callsOf(system)).toBe(3);
  const other = await ask(system, 102);
  expect([other.status, other.body.type]).toEqual([503, unavailable]);
  expect(Number(other.headers.get('retry-after'))).toBeGreaterThan(30);
  expect(await callsOf(system)).toBe(3);
});
