/** What callers see while Cal.com or Redis is away or slow: real processes, and the simulator's fault switches. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, startProcesses, startSystem } from '../support/system.ts';
import { question } from './question.ts';

test('while the circuit is open nothing waits and Cal.com is left alone', async () => {
  const system = await startProcesses({
    workers: 4,
    env: { BREAKER_COOLDOWN_MS: '60000' },
  });
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500 }]);
  await Promise.all(Array.from({ length: 12 }, (_, index) => system.verify(question(1000 + index))));
  expect((await system.calls()).totals.calls).toBe(3);
  const refused = await system.verify(question(1100));
  expect(refused.status).toBe(503);
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(30);
  expect(retryAfter).toBeLessThanOrEqual(60);
  expect((await system.calls()).totals.calls).toBe(3);
  const ready = await system.get('/readyz');
  expect(ready.status).toBe(200);
  expect(ready.body).toMatchObject({ calcom: { circuit: 'open' } });
});

test('a 429 that comes all the same costs the job no attempt: it is fetched after the reset', async () => {
  const system = await startProcesses({
    env: { REQUEST_DEADLINE_MS: '1000' },
    simulator: { rateLimit: { limit: 120, windowMs: 2_000, blockMs: 2_000 } },
  });
  await system.control('PUT', 'faults', [{ kind: 'too_many_requests', count: 1 }]);
  const first = await system.verify(question(101));
  expect([200, 202]).toContain(first.status);
  const done = await eventually(async () => {
    const reply = await system.get(`/v1/verifications/${first.body.id}`, { prefer: 'wait=10' });
    return reply.body.status !== 'queued' && reply.body.status !== 'active' && reply;
  });
  expect(done.body).toMatchObject({ status: 'completed', freshness: 'fresh' });
});

test('Cal.com slower than the deadline: what is cached is answered at the deadline', async () => {
  const system = await startSystem({ env: { REQUEST_DEADLINE_MS: '300' } });
  const ask = { eventTypeId: 101, start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' };
  await eventually(async () => (await system.verify(ask)).status === 200);
  system.pass(3_601_000);
  await system.control('PUT', 'faults', [{ kind: 'latency', latencyMs: 15_000 }]);
  const { status, body } = await system.verify(ask);
  expect(status).toBe(200);
  expect(body).toMatchObject({ freshness: 'stale-if-error' });
});

test('an API key that Cal.com does not accept is not the caller’s mistake, is not tried again and opens no circuit', async () => {
  const system = await startSystem({ env: { CALCOM_API_KEY: 'cal_invalid_key' } });
  const ask = { start: '2026-11-24T14:00', timeZone: 'Europe/Berlin' };
  for (const eventTypeId of [101, 102, 103, 104]) {
    const { status, body } = await system.verify({ ...ask, eventTypeId });
    expect(status).toBe(503);
    expect(body).toMatchObject({
      type: 'urn:slotproof:problem:calcom-unavailable',
      detail: expect.stringMatching(/API key/),
    });
  }
  expect((await system.calls()).totals.calls).toBe(4);
  expect((await system.get('/readyz')).body).toMatchObject({ calcom: { circuit: 'closed' } });
});

test('Redis gone: 503 within a second and ready again by itself', async () => {
  const system = await startProcesses({ redis: { aof: true } });
  expect((await system.verify(question(101))).status).toBe(200);
  await system.redis.kill();
  const down = await system.verify(question(102));
  expect(down.status).toBe(503);
  expect(down.body).toMatchObject({ type: 'urn:slotproof:problem:redis-unavailable' });
  expect((await system.get('/readyz')).status).toBe(503);
  expect((await system.get('/healthz')).status).toBe(200);
  await system.redis.restart();
  await eventually(async () => (await system.get('/readyz')).status === 200);
  await eventually(async () => (await system.verify(question(103))).status === 200);
});

test('a Redis that hangs: 503 long before it answers again, and ready by itself after it', async () => {
  const system = await startProcesses({
    redis: { args: ['--enable-debug-command', 'yes'] },
    env: { REDIS_TIMEOUT_MS: '800' },
  });
  await eventually(async () => (await system.verify(question(101))).status === 200);
  const redis = new Redis(system.redis.url);
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  const hanging = redis.call('DEBUG', 'SLEEP', '6').then(() => 'over');
  const reply = system.verify(question(102));
  expect(await Promise.race([hanging, reply.then(({ status }) => status)])).toBe(503);
  await hanging;
  await eventually(async () => (await system.verify(question(103))).status === 200);
});
