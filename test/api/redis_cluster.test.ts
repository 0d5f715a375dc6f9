import { expect, test } from 'vitest';
import { startProcesses } from '../system.ts';

test('everything works on a Redis Cluster', async () => {
  const system = await startProcesses({ cluster: true, apis: 2, workers: 2 });
  const start = `${Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 })}T19:00`;
  const body = { eventTypeId: 101, start, timeZone: 'Europe/Berlin' };
  expect((await system.verify(body)).body).toMatchObject({ status: 'completed', freshness: 'fresh' });
  const cached = await system.verify(body, {}, 1);
  expect(cached.headers.get('cache-status')).toMatch(/^Slotproof; hit/);
  expect((await system.verify({ ...body, eventTypeId: 99_999 })).status).toBe(404);
  expect((await system.calls()).totals.calls).toBe(2);
});
