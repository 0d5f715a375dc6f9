/** Bull Board, by the requests that its page makes. */
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { createRangesQueue } from '../../../src/queues/ranges/queue.ts';
import { queueRange } from '../../../src/queues/ranges/producer.ts';
import { utcDay, utcDayOf } from '../../../src/verification/time.ts';
import { eventually, type InProcessSystem, send, startSystem } from '../../support/system.ts';
import { startReceiver } from '../../workers/callbacks/receiver.ts';
import { DEFAULT_ACCOUNT } from '../../../src/account/account.ts';

const BODY = { eventTypeId: 101, start: '2026-12-01T14:00:00+01:00', timeZone: 'Europe/Berlin' };
const API = '/admin/queues/api/queues';

interface BoardJob {
  readonly id: string;
  readonly name: string;
  readonly progress: unknown;
  readonly isFailed: boolean;
}

interface BoardQueue {
  readonly name: string;
  readonly description: string;
  readonly readOnlyMode: boolean;
  readonly counts: Record<string, number>;
  readonly jobs: readonly BoardJob[];
}

const look = async (system: InProcessSystem, queue: string, status: string): Promise<BoardQueue> => {
  const { body } = await system.get(`${API}?activeQueue=${queue}&status=${status}&page=1&jobsPerPage=10`);
  const found = (body.queues as BoardQueue[]).find(({ name }) => name === queue);
  if (found === undefined) throw new Error(`The board has no queue ${queue}.`);
  return found;
};

const put = (system: InProcessSystem, path: string) => send(`${system.urls[0]}${API}/${path}`, { method: 'PUT' });

/** Makes one range and one verification fail. */
const fail = async (system: InProcessSystem): Promise<void> => {
  await system.control('PUT', 'faults', [{ kind: 'reset' }]);
  expect((await system.verify(BODY)).status).toBe(503);
  await system.control('PUT', 'faults', []);
};

test('every queue is there, with jobs whose names a person understands', async () => {
  const system = await startSystem({ env: { WARM_EVENT_TYPES: '101,102' } });
  await system.verify({ ...BODY, duration: 30 });
  expect((await look(system, 'ranges', 'completed')).jobs.map(({ name }) => name)).toEqual([
    'Event type 101 at 30 min, 2026-11-23 to 2026-12-24 (a caller waits)',
  ]);
  const verifications = await look(system, 'verifications', 'completed');
  expect(verifications.jobs.map(({ name }) => name)).toEqual(['Event type 101 at 30 min at 2026-12-01T13:00Z']);
  expect(verifications).toMatchObject({
    description: 'Questions that the cache could not decide',
    readOnlyMode: false,
  });
  expect((await look(system, 'warming', 'delayed')).jobs.map(({ name }) => name)).toEqual([
    'Round by schedule (*/5 * * * *)',
  ]);
  expect((await look(system, 'callbacks', 'failed')).jobs).toEqual([]);
});

test('a range that was lifted is shown as what it is now', async () => {
  const system = await startSystem({ workers: 0 });
  const connection = new Redis(system.redis.url, { maxRetriesPerRequest: null });
  onTestFinished(() => connection.disconnect());
  const ranges = createRangesQueue(connection);
  const today = utcDayOf(system.now());
  const wanted = {
    account: DEFAULT_ACCOUNT,
    segments: 'id:101',
    from: today,
    notBefore: system.now(),
    requestId: 'a-request',
  };
  await queueRange(ranges, { ...wanted, until: utcDay(today + 10), reason: 'refresh' });
  await queueRange(ranges, { ...wanted, until: utcDay(today + 20), reason: 'caller' });
  expect((await look(system, 'ranges', 'prioritized')).jobs.map(({ name }) => name)).toEqual([
    'Event type 101, 2026-11-23 to 2026-12-13 (a caller waits)',
  ]);
});

test('a round of warming shows its progress', async () => {
  const system = await startSystem({ env: { WARM_EVENT_TYPES: '101,102' } });
  await send(`${system.urls[0]}/v1/warming`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const [round] = await eventually(async () => {
    const { jobs } = await look(system, 'warming', 'completed');
    return jobs.length > 0 && jobs;
  });
  expect(round).toMatchObject({
    name: 'Round asked for over the API',
    progress: { progress: 100, planned: 2, done: 2, failed: 0 },
  });
});

test('a failed range is retried from the board', async () => {
  const system = await startSystem({ env: { BREAKER_COOLDOWN_MS: '100' } });
  await fail(system);
  const [failed] = (await look(system, 'ranges', 'failed')).jobs;
  expect(failed).toMatchObject({ isFailed: true });
  system.pass(1_000);
  await eventually(async () => (await system.get('/readyz')).text.includes('half-open'));
  expect((await put(system, `ranges/${failed?.id}/retry`)).status).toBe(204);
  await eventually(async () => (await look(system, 'ranges', 'completed')).jobs.some(({ id }) => id === failed?.id));
  expect((await system.verify(BODY)).headers.get('cache-status')).toMatch(/; hit/);
});

test('a failed callback is retried from the board', async () => {
  const secret = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64');
  const system = await startSystem({
    env: { CALLBACK_SECRET: `whsec_${secret}`, CALLBACK_ALLOW_PRIVATE_NETWORK: 'true' },
  });
  const receiver = await startReceiver((response, nth) => response.writeHead(nth === 1 ? 410 : 204).end());
  expect((await system.verify({ ...BODY, callbackUrl: receiver.url })).status).toBe(202);
  const failed = await eventually(async () => (await look(system, 'callbacks', 'failed')).jobs[0]);
  expect(failed.name).toBe(`completed for 127.0.0.1:${receiver.port}`);
  expect((await put(system, `callbacks/${failed.id}/retry`)).status).toBe(204);
  await receiver.untilCame(2);
  await eventually(async () => (await look(system, 'callbacks', 'completed')).jobs.length === 1);
});

test('read-only, the board shows all and changes nothing', async () => {
  const system = await startSystem({ env: { BOARD_READ_ONLY: 'true', BREAKER_COOLDOWN_MS: '100' } });
  await fail(system);
  const ranges = await look(system, 'ranges', 'failed');
  expect(ranges).toMatchObject({ readOnlyMode: true, counts: { failed: 1 } });
  const id = ranges.jobs[0]?.id;
  for (const path of [
    `ranges/${id}/retry`,
    `ranges/${id}/clean`,
    'ranges/retry/failed',
    'ranges/pause',
    'ranges/obliterate',
    'ranges/empty',
  ]) {
    expect((await put(system, path)).status, path).toBe(405);
  }
  expect(await look(system, 'ranges', 'failed')).toMatchObject({ isPaused: false, counts: { failed: 1 } });
});
