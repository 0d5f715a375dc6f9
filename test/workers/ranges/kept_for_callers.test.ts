import { expect, test } from 'vitest';
import { eventually, startSystem } from '../../support/system.ts';

const LIMIT = 8;
const start = '2026-11-24T14:00';

test('what nobody waits for leaves a quarter of the window to those who wait', async () => {
  const system = await startSystem({
    env: { CALCOM_RATE_LIMIT_PER_MINUTE: String(LIMIT) },
    simulator: { rateLimit: { limit: LIMIT } },
  });
  const ask = (eventTypeId: number) => system.verify({ eventTypeId, start, timeZone: 'Europe/Berlin' });
  const warm = async (eventTypeId: number) => {
    const begun = await fetch(`${system.urls[0]}/v1/warming`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventTypeIds: [eventTypeId] }),
    });
    const location = begun.headers.get('location') ?? '';
    return eventually(async () => {
      const { body } = await system.get(location);
      return body.status === 'completed' && body;
    });
  };

  for (let id = 2_000; id < 2_005; id++) expect((await ask(id)).status).toBe(200);
  expect(await warm(2_100)).toMatchObject({ done: 1, failed: 0 });
  expect((await system.calls()).totals.calls).toBe(6);

  // Two of eight are left.
  expect(await warm(2_101)).toMatchObject({ done: 0, failed: 1 });
  expect((await system.calls()).totals.calls).toBe(6);
  expect((await ask(2_005)).status).toBe(200);
  expect((await system.calls()).totals.calls).toBe(7);
});
