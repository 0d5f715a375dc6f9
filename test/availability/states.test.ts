/** The table of the cache's states, seen from outside, with a clock that only the test moves. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, type InProcessSystem, startSystem } from '../support/system.ts';

const ASK = { eventTypeId: 101, start: '2026-11-24T19:00', timeZone: 'Europe/Berlin', strategies: ['same_day'] };
const MINUTE = 60_000;

const warmed = async (options: Parameters<typeof startSystem>[0] = {}): Promise<InProcessSystem> => {
  const system = await startSystem(options);
  expect((await system.verify(ASK)).body).toMatchObject({ status: 'completed', freshness: 'fresh' });
  return system;
};

const calls = async (system: InProcessSystem): Promise<number> => (await system.calls()).totals.calls;

test('up to 900 s it is fresh, and no call is made', async () => {
  const system = await warmed();
  system.pass(15 * MINUTE);
  const { body, headers } = await system.verify(ASK);
  expect(body).toMatchObject({ freshness: 'fresh', ageSeconds: 900, verifiedAt: '2026-11-23T06:00:00.000Z' });
  expect(headers.get('age')).toBe('900');
  expect(headers.get('cache-status')).toBe('Slotproof; hit; ttl=0');
  expect(await calls(system)).toBe(1);
});

test('up to 3,600 s it is stale: answered at once, and one refresh follows', async () => {
  const system = await warmed();
  system.pass(15 * MINUTE + 1);
  const stale = await system.verify(ASK);
  expect(stale.body).toMatchObject({ freshness: 'stale' });
  expect(stale.body.id).toBeUndefined();
  const refreshed = await eventually(async () => {
    const reply = await system.verify(ASK);
    return reply.body.freshness === 'fresh' && reply;
  });
  expect(refreshed.body).toMatchObject({ ageSeconds: 0 });
  expect(await calls(system)).toBe(2);
});

test('up to 86,400 s it is only good enough while Cal.com fails', async () => {
  const system = await warmed();
  system.pass(60 * MINUTE + 1);
  expect((await system.verify(ASK)).body).toMatchObject({ freshness: 'fresh', ageSeconds: 0 });
  expect(await calls(system)).toBe(2);

  system.pass(23 * 60 * MINUTE);
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500 }]);
  const { status, body, headers } = await system.verify({ ...ASK, start: '2026-11-25T19:00' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ freshness: 'stale-if-error', ageSeconds: 23 * 3600 });
  expect(headers.get('cache-status')).toMatch(/fwd=stale; detail=stale-if-error/);
});

test('older than 86,400 s it is missing, and a 503 while Cal.com fails', async () => {
  const system = await warmed();
  system.pass(24 * 60 * MINUTE + 1);
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500 }]);
  expect((await system.verify({ ...ASK, start: '2026-11-26T19:00' })).status).toBe(503);
});

test('only the days that the decision looked at count', async () => {
  const system = await warmed();
  // A far day is fetched later, by another call: its days are younger than those of the first month.
  system.pass(20 * MINUTE);
  const far = { ...ASK, start: '2027-01-20T19:00', horizonDays: 0 };
  const { body } = await system.verify(far);
  expect(body).toMatchObject({ freshness: 'fresh', ageSeconds: 0 });
  const before = await calls(system);
  system.pass(10 * MINUTE);
  expect((await system.verify(far)).body).toMatchObject({ freshness: 'fresh', ageSeconds: 600 });
  expect(await calls(system)).toBe(before);
});

test.each([
  ['maxAge', { maxAge: 60 }, {}],
  ['maxAge 0', { maxAge: 0 }, {}],
  ['Cache-Control: max-age', {}, { 'cache-control': 'max-age=60' }],
  ['Cache-Control: no-cache', {}, { 'cache-control': 'no-cache' }],
])('%s asks Cal.com again for what is older', async (_what, body, headers) => {
  const system = await warmed();
  system.pass(61_000);
  const reply = await system.verify({ ...ASK, ...body }, headers as Record<string, string>);
  expect(reply.body).toMatchObject({ freshness: 'fresh', ageSeconds: 0, verifiedAt: '2026-11-23T06:01:01.000Z' });
  expect(await calls(system)).toBe(2);
});

test('what is older than maxAge is not good enough either while Cal.com fails', async () => {
  const system = await warmed();
  system.pass(61_000);
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500 }]);
  expect((await system.verify({ ...ASK, maxAge: 60 })).status).toBe(503);
  expect((await system.verify(ASK)).body).toMatchObject({ freshness: 'fresh', ageSeconds: 61 });
});

test('maxAge that the cache meets makes no call', async () => {
  const system = await warmed();
  system.pass(61_000);
  expect((await system.verify({ ...ASK, maxAge: 61 })).body).toMatchObject({ ageSeconds: 61 });
  expect(await calls(system)).toBe(1);
});

test('a cached verification is one Redis round trip, and none within the second after it', async () => {
  const system = await warmed({ workers: 1 });
  const commands = await watchCommands(system);
  await commands.quiet();
  const other = { ...ASK, start: '2026-11-25T10:10', horizonDays: 3 };
  await system.verify(other);
  await system.verify(other);
  expect(await commands.quiet()).toEqual(['hmget']);
});

/** The commands of clients that are not workers' own housekeeping: what reaches Redis about day segments and verifications. */
const watchCommands = async (system: InProcessSystem) => {
  const redis = new Redis(system.redis.url);
  // Not by `redis.monitor()`, which rejects where Redis sends the first line together with its OK. Left alone, the connection is made again.
  const monitor = new Redis(system.redis.url, { monitor: true });
  monitor.on('error', () => undefined);
  await new Promise((resolve) => monitor.once('monitoring', resolve));
  onTestFinished(() => {
    monitor.disconnect();
    redis.disconnect();
  });
  let seen: string[] = [];
  monitor.on('monitor', (_time: string, [command = '', ...args]: string[]) => {
    if (
      args.some((arg) => arg.includes(':days') || arg.includes('verifications:')) &&
      !/^(bzpopmin|xread|evalsha)$/i.test(command)
    ) {
      seen.push(command.toLowerCase());
    }
  });
  let marker = 0;
  return {
    /** Everything seen until now; a marker tells when the monitor has caught up. */
    quiet: async (): Promise<string[]> => {
      const mark = `mark-${marker++}`;
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (_time: string, args: string[]) => args.includes(mark) && resolve();
      monitor.on('monitor', look);
      await redis.echo(mark);
      await promise;
      monitor.off('monitor', look);
      const now = seen;
      seen = [];
      return now;
    },
  };
};
