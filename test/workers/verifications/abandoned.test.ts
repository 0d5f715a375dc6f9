import { expect, test } from 'vitest';
import { eventually, startProcesses, startSystem } from '../../support/system.ts';

const START = { start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' };

test('no call is made for callers who hung up before its turn came', async () => {
  const system = await startSystem({ workers: 0 });
  const caller = new AbortController();
  const asked = fetch(`${system.urls[0]}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventTypeId: 101, ...START }),
    signal: caller.signal,
  });
  await eventually(async () => (await counts(system)).waiting === 1);
  caller.abort();
  await expect(asked).rejects.toThrow();
  await eventually(async () => (await counts(system)).waiting === 0);
  expect((await system.calls()).totals.calls).toBe(0);
});

test('a range whose callers are all gone is left, and one that somebody else wants too is fetched', async () => {
  const system = await startProcesses({
    env: { CALCOM_RATE_LIMIT_PER_MINUTE: '1' },
    simulator: { rateLimit: { limit: 1, windowMs: 4_000, blockMs: 4_000 } },
  });
  const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T14:00`;
  const body = (eventTypeId: number) => ({ eventTypeId, start, timeZone: 'Europe/Berlin' });
  expect((await system.verify(body(101))).status).toBe(200);
  // The window is spent: these two wait for the next one, and one of their callers hangs up.
  const caller = new AbortController();
  const left = fetch(`${system.urls[0]}/v1/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body(1_001)),
    signal: caller.signal,
  }).catch(() => undefined);
  await eventually(async () => (await counts(system)).active === 1);
  const kept = system.verify(body(1_002));
  await eventually(async () => (await counts(system)).active === 2);
  caller.abort();
  await left;
  expect((await kept).status).toBe(200);
  await eventually(async () => (await counts(system)).active === 0);
  const { calls } = await system.calls();
  expect(calls.map(({ query }) => new URLSearchParams(query).get('eventTypeId'))).toEqual(['101', '1002']);
});

const counts = async (system: { get: (path: string) => Promise<{ body: Record<string, unknown> }> }) => {
  const { queues } = (await system.get('/admin/queues/api/queues')).body as {
    queues: { name: string; counts: Record<string, number> }[];
  };
  return queues.find(({ name }) => name === 'verifications')?.counts ?? {};
};
