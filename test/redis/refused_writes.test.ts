/** A Redis that takes no writes: what is cached is answered, everything else is a 503 that says why, and it goes on by itself. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { isRedisFault, redisFaultInWords } from '../../src/redis/redis_fault.ts';
import { eventually, startSystem } from '../support/system.ts';

const ASK = { start: '2026-11-24T19:00', timeZone: 'Europe/Berlin' };

test.each([
  [
    'full',
    (client: Redis) => client.config('SET', 'maxmemory', '1'),
    (client: Redis) => client.config('SET', 'maxmemory', '0'),
    'Redis is full: its maxmemory is reached',
  ],
  [
    'too few replicas',
    (client: Redis) => client.config('SET', 'min-replicas-to-write', '1'),
    (client: Redis) => client.config('SET', 'min-replicas-to-write', '0'),
    'Redis has too few replicas to take writes',
  ],
] as const)('%s', async (_what, refuse, allow, words) => {
  const system = await startSystem();
  const client = new Redis(system.redis.url);
  onTestFinished(() => client.disconnect());
  expect((await system.verify({ ...ASK, eventTypeId: 101 })).status).toBe(200);
  await refuse(client);
  const cached = await system.verify({ ...ASK, eventTypeId: 101 });
  expect(cached.headers.get('cache-status')).toMatch(/; hit/);
  expect(cached.status).toBe(200);
  const cold = await system.verify({ ...ASK, eventTypeId: 102 });
  expect(cold.status).toBe(503);
  expect(cold.headers.get('retry-after')).toBe('1');
  expect(cold.body).toMatchObject({
    type: 'urn:slotproof:problem:redis-unavailable',
    detail: `${words}. Try again in a moment.`,
  });
  expect(
    (await system.get('/v2/slots?eventTypeId=102&start=2026-11-24&end=2026-11-25', { 'cal-api-version': '2024-09-04' }))
      .status,
  ).toBe(503);
  const ready = await system.get('/readyz');
  expect(ready.status).toBe(503);
  expect(ready.body.detail).toBe(`${words}.`);
  expect((await system.get('/admin/figures')).body).toMatchObject({ redisFault: words });
  await allow(client);
  await eventually(async () => (await system.verify({ ...ASK, eventTypeId: 102 })).status === 200);
  expect((await system.get('/readyz')).status).toBe(200);
  expect((await system.get('/admin/figures')).body).toMatchObject({ redisFault: null });
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", 'Redis is full'],
  ['MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.', 'disk'],
  ["READONLY You can't write against a read only replica.", 'replica'],
  ['NOAUTH Authentication required.', 'password'],
  ["NOPERM User default has no permissions to run the 'set' command", 'user'],
  ['CLUSTERDOWN Hash slot not served', 'not whole'],
  ['TRYAGAIN Multiple keys request during rehashing of slot', 'not whole'],
  ['MOVED 15857 127.0.0.1:7003', 'not whole'],
  ['EXECABORT Transaction discarded because of: OOM command not allowed', 'Redis is full'],
  ['Connection is closed.', 'does not answer'],
  ['connect ECONNREFUSED 127.0.0.1:6379', 'does not answer'],
])('%s', (message, words) => {
  const error = new Error(message);
  expect(isRedisFault(error)).toBe(true);
  expect(redisFaultInWords(error)).toContain(words);
  // As ioredis tells of a transaction.
  const aborted = Object.assign(new Error('EXECABORT Transaction discarded because of previous errors.'), {
    previousErrors: [error],
  });
  expect(redisFaultInWords(aborted)).toBe(redisFaultInWords(error));
  expect(isRedisFault(aborted)).toBe(true);
  expect(isRedisFault(new Error('WRONGTYPE Operation against a key holding the wrong kind of value'))).toBe(false);
});
