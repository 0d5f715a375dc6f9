/** Rounds of warming with real Redis, workers and HTTP. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { createWarmingQueue } from '../../../src/queues/warming/queue.ts';
import { nextRound } from '../../../src/queues/job_queue/schedule.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { epochMs } from '../../../src/verification/time.ts';
import { startWorkers } from '../../../src/workers/workers.ts';
import { startRedis } from '../../support/redis_server.ts';
import { eventually, type InProcessSystem, send, startProcesses, startSystem } from '../../support/system.ts';
import { accountKey } from '../../../src/account/account_key.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

const question = (eventTypeId: number) => ({
  eventTypeId,
  start: '2026-12-01T14:00:00+01:00',
  timeZone: 'Europe/Berlin',
});

const post = (system: { urls: readonly string[] }, body: unknown = {}) =>
  send(`${system.urls[0]}/v1/warming`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Asks for a round and waits for its end. */
const round = async (system: Pick<InProcessSystem, 'urls' | 'get'>, body: unknown = {}) => {
  const { status, headers } = await post(system, body);
  expect(status).toBe(202);
  return await eventually(async () => {
    const { body: document } = await system.get(headers.get('location') ?? '');
    return document.status === 'completed' && document;
  });
};

const queries = async (system: Pick<InProcessSystem, 'calls'>) =>
  (await system.calls()).calls.map(({ query }) => Object.fromEntries(new URLSearchParams(query)));

const fetched = async (system: Pick<InProcessSystem, 'calls'>) =>
  (await queries(system)).map((query) => Number(query.eventTypeId));

test('a round fetches the configured event types, with the days of WARM_DAYS, and nobody waits after it', async () => {
  const system = await startSystem({ env: { WARM_EVENT_TYPES: '101,102,103', WARM_DAYS: '40' } });
  expect(await round(system)).toMatchObject({ status: 'completed', planned: 3, done: 3, failed: 0 });
  expect(await fetched(system)).toEqual([101, 102, 103]);
  expect((await queries(system))[0]).toMatchObject({
    start: '2026-11-23T00:00:00Z',
    // A day more than is kept.
    end: expect.stringMatching(/^2027-01-03T23:59:59\.\d{3}Z$/),
  });
  const { headers } = await system.verify(question(102));
  expect(headers.get('cache-status')).toMatch(/; hit/);
  expect((await system.calls()).totals.calls).toBe(3);
});

test('a round fetches all that the account has, what is most asked for first, but what nobody can book', async () => {
  const system = await startSystem({ env: { WARM_EVENT_TYPES: '' } });
  await system.verify(question(106));
  // The api tells Redis every few seconds what was asked for.
  await eventually(async () => (await system.get('/admin/figures')).text.includes('"id:106"'));
  // Asked for once only: it is due when nobody could be answered by it.
  system.pass(61 * 60_000);
  expect(await round(system)).toMatchObject({ status: 'completed', failed: 0 });
  expect((await fetched(system)).slice(0, 2)).toEqual([106, 106]);
  const all = new Set(await fetched(system));
  for (const id of [101, 108, 113, 120]) expect(all).toContain(id);
  expect(all).not.toContain(199);
});

test('a round fetches what was asked for of late too, and never what Cal.com does not know', async () => {
  const system = await startSystem({ env: { WARM_EVENT_TYPES: '101' } });
  await system.verify(question(103));
  expect((await system.verify(question(999_999))).status).toBe(404);
  const redis = new Redis(system.redis.url);
  onTestFinished(() => redis.disconnect());
  await eventually(async () => (await redis.zcard(accountKey(DEFAULT_ACCOUNT, 'usage', 'asked'))) > 0, 100);
  system.pass(61 * 60_000);
  expect((await system.verify(question(999_999))).status).toBe(404);
  expect(await round(system)).toMatchObject({ planned: 2, done: 2 });
  expect(await fetched(system)).toEqual([103, 999_999, 999_999, 101, 103]);
});

test('given event types are fetched now, however fresh', async () => {
  const system = await startSystem();
  await system.verify(question(101));
  system.pass(1_000);
  expect(await round(system, { eventTypeIds: [101, 101, 102] })).toMatchObject({ planned: 2, done: 2 });
  expect((await fetched(system)).toSorted((a, b) => a - b)).toEqual([101, 101, 102]);
});

test('background calls stay within the budget of a sliding hour; callers are never held back by it', async () => {
  const system = await startSystem({ env: { WARM_EVENT_TYPES: '101,102,103,1001', WARM_CALLS_PER_HOUR: '3' } });
  await system.verify(question(104));
  system.pass(1_000_000);
  // Stale: answered at once, refreshed behind it. That is the first of the three.
  await system.verify(question(104));
  await eventually(async () => (await system.calls()).totals.calls === 2);
  expect(await round(system)).toMatchObject({ planned: 2, done: 2, stoppedBy: 'budget-spent' });
  expect(await round(system)).toMatchObject({ planned: 0, done: 0, stoppedBy: 'budget-spent' });
  expect((await system.calls()).totals.calls).toBe(4);
  expect((await system.verify({ ...question(103), maxAge: 0 })).status).toBe(200);
  expect((await system.calls()).totals.calls).toBe(5);
  // The refresh is an hour old, the two calls of the round are not.
  system.pass(3_600_001);
  expect(await round(system)).toMatchObject({ planned: 3, done: 3, stoppedBy: 'budget-spent' });
});

test('hourly rounds do not starve one another: one that finds no budget goes on as the last one’s calls grow old', async () => {
  const env = { WARM_EVENT_TYPES: '101,102,103', WARM_CALLS_PER_HOUR: '2', CACHE_FRESH_SECONDS: '60' };
  const system = await startSystem({ env }, '2026-11-23T06:00:10Z');
  const connection = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  onTestFinished(() => connection.disconnect());
  const queue = createWarmingQueue(connection);
  const endOf = async (id: string | undefined) =>
    await eventually(async () => {
      const job = await queue.getJob(id ?? '');
      return job?.finishedOn !== undefined && job;
    });
  const first = await queue.add('Round by schedule', { account: DEFAULT_ACCOUNT });
  expect((await endOf(first.id)).returnvalue).toMatchObject({ planned: 2, done: 2, stoppedBy: 'budget-spent' });
  // 07:00:05: the calls of 06:00:10 are not quite an hour old.
  system.pass(3_595_000);
  const second = await queue.add('Round by schedule', { account: DEFAULT_ACCOUNT });
  await eventually(async () => (await second.getState()) === 'delayed');
  expect((await system.calls()).totals.calls).toBe(2);
  system.pass(6_000);
  expect((await endOf(second.id)).returnvalue).toMatchObject({ planned: 2, done: 2, failed: 0 });
  expect(await fetched(system)).toEqual([101, 102, 103, 101]);
});

test('a round stops when the circuit opens', async () => {
  const ids = [101, 102, 103, 104, 105, 106, 107, 108];
  const system = await startSystem({ env: { WARM_EVENT_TYPES: ids.join(',') } });
  await system.control('PUT', 'faults', [{ kind: 'error', status: 500 }]);
  const end = await round(system);
  expect(end).toMatchObject({ planned: 8, done: 0, stoppedBy: 'circuit-open' });
  // Three attempts at the first event type say nothing of the others; the second that fails does.
  expect((await system.calls()).totals.calls).toBe(4);
  expect(Number(end.failed)).toBeLessThanOrEqual(3);
});

test('a caller does not wait behind a round', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => 101 + index);
  const system = await startSystem({ env: { WARM_EVENT_TYPES: ids.join(','), CALCOM_CALLS_PER_SECOND: '5' } });
  await post(system);
  await eventually(async () => (await system.calls()).totals.calls > 0);
  const startedAt = performance.now();
  expect((await system.verify(question(1001))).status).toBe(200);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('who asks twice for a round joins the one that has not ended', async () => {
  const system = await startSystem({ workers: 0 });
  const [first, second] = [await post(system), await post(system)];
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(first.body).toEqual({ id: first.body.id, status: 'queued', planned: 0, done: 0, failed: 0 });
  expect((await system.get('/v1/warming/no-such-round')).status).toBe(404);
});

test.each([
  [{ eventTypeIds: [] }, '/eventTypeIds'],
  [{ eventTypeIds: [0] }, '/eventTypeIds/0'],
  [{ eventTypeIds: ['101'] }, '/eventTypeIds/0'],
  [{ eventTypes: [101] }, '/eventTypes'],
])('%j is refused', async (body, pointer) => {
  const { status, body: problem } = await post(await startSystem({ workers: 0 }), body);
  expect(status).toBe(422);
  expect(problem).toMatchObject({ errors: [{ pointer }] });
});

test('there is one schedule however many workers start; it changes and goes with the settings', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  onTestFinished(() => connection.disconnect());
  const queue = createWarmingQueue(connection);
  const start = async (env: Record<string, string>) => {
    const config = loadConfig({ REDIS_URL: redis.url, CALCOM_API_URL: 'http://127.0.0.1:9', ...env });
    const workers = await Promise.all([1, 2, 3].map(() => startWorkers(config, createLogger('test', 'silent'))));
    await Promise.all(workers.map((worker) => worker.close()));
    return (await queue.getJobSchedulers()).map(({ pattern, tz }) => [pattern, tz]);
  };
  expect(await start({})).toEqual([['*/5 * * * *', 'UTC']]);
  expect(await start({ WARM_CRON: '*/20 6-20 * * *' })).toEqual([['*/20 6-20 * * *', 'UTC']]);
  expect(await queue.getJobCounts('delayed')).toEqual({ delayed: 1 });
  expect(await start({ WARM_CALLS_PER_HOUR: '0' })).toEqual([]);
  expect(await queue.getJobCounts('delayed')).toEqual({ delayed: 0 });
});

test('the schedule makes its rounds, once for all workers', async () => {
  const system = await startProcesses({
    workers: 2,
    env: {
      WARM_EVENT_TYPES: '101,102',
      WARM_CRON: '*/2 * * * * *',
      WARM_CALLS_PER_HOUR: '4',
      CACHE_FRESH_SECONDS: '1',
    },
  });
  await eventually(async () => (await system.calls()).totals.calls >= 4, 100);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await fetched(system)).toEqual([101, 102, 101, 102]);
});

test('a round whose worker is stopped is finished by another, and fetches nothing twice', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => 101 + index);
  const system = await startProcesses({
    workers: 1,
    env: { WARM_EVENT_TYPES: ids.join(','), CALCOM_CALLS_PER_SECOND: '4' },
  });
  const { headers } = await post(system);
  await eventually(async () => (await system.calls()).totals.calls >= 3);
  const second = system.startWorker();
  await system.workers[0]?.stop();
  await second;
  const document = await eventually(async () => {
    const { body } = await system.get(headers.get('location') ?? '');
    return body.status === 'completed' && body;
  }, 100);
  expect(document).toMatchObject({ failed: 0 });
  expect((await fetched(system)).toSorted((a, b) => a - b)).toEqual(ids);
});

test('WARM_CRON is read in UTC, and checked before anything starts', () => {
  const now = epochMs(Date.parse('2026-11-23T10:20:00Z'));
  expect(nextRound('0 * * * *', now)).toBe(Date.parse('2026-11-23T11:00:00Z'));
  expect(nextRound('30 4 * * 1', now)).toBe(Date.parse('2026-11-30T04:30:00Z'));
  expect(() => loadConfig({ REDIS_URL: 'redis://127.0.0.1', WARM_CRON: 'hourly' })).toThrow(
    'WARM_CRON must be a cron expression such as 0 * * * *',
  );
});
