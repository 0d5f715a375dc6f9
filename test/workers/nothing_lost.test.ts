/** What was answered 202 is finished, whatever is killed meanwhile. Real processes, a Redis with AOF. */
import { expect, test } from 'vitest';
import { eventually, type ProcessSystem, startProcesses } from '../support/system.ts';
import { question } from './question.ts';

const accept = async (system: ProcessSystem, eventTypeIds: readonly number[]): Promise<readonly string[]> => {
  const replies = await Promise.all(
    eventTypeIds.map((eventTypeId) => system.verify(question(eventTypeId), { prefer: 'respond-async' })),
  );
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 202));
  return replies.map(({ headers }) => headers.get('location') ?? '');
};

const allFinish = async (system: ProcessSystem, locations: readonly string[]): Promise<void> => {
  for (const location of locations) {
    const done = await eventually(async () => {
      const reply = await system.get(location).catch(() => undefined);
      return reply !== undefined && /completed|failed/.test(String(reply.body.status)) && reply;
    }, 50);
    expect(done.body).toMatchObject({ status: 'completed' });
  }
};

const SLOW = { latency: { minMs: 1_500, maxMs: 2_000 } };
const ids = (count: number) => Array.from({ length: count }, (_, index) => 1_000 + index);

const underWay = (system: ProcessSystem) => eventually(async () => (await system.calls()).totals.calls > 0);

test('a worker killed in the middle of its calls: another finishes them', async () => {
  const system = await startProcesses({ workers: 1, redis: { aof: true }, simulator: SLOW });
  const locations = await accept(system, ids(10));
  await underWay(system);
  await system.workers[0]?.kill('SIGKILL');
  await system.startWorker();
  await allFinish(system, locations);
});

test('the api killed after it has accepted: another one knows the answers', async () => {
  const system = await startProcesses({ apis: 2, workers: 1, redis: { aof: true }, simulator: SLOW });
  const locations = await accept(system, ids(5));
  await system.apis[0]?.kill('SIGKILL');
  const [, survivor = ''] = system.urls;
  await allFinish({ ...system, get: async (path) => await reply(`${survivor}${path}`) }, locations);
});

test('Redis killed and back from its AOF: everything accepted is finished', async () => {
  const system = await startProcesses({ workers: 2, redis: { aof: true }, simulator: SLOW });
  const locations = await accept(system, ids(10));
  await underWay(system);
  await system.redis.kill();
  await system.redis.restart();
  await allFinish(system, locations);
});

test('a worker asked to stop gives back or finishes what it has, and exits with 0 within 10 s', async () => {
  const system = await startProcesses({ workers: 1, redis: { aof: true }, simulator: SLOW });
  const locations = await accept(system, ids(10));
  await underWay(system);
  const [worker] = system.workers;
  const began = performance.now();
  expect(await worker?.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(10_000);
  await system.startWorker();
  await allFinish(system, locations);
});

test('an api asked to stop cuts no request and exits with 0', async () => {
  const system = await startProcesses({ apis: 1, workers: 1, simulator: SLOW });
  const pending = system.verify(question(101));
  await underWay(system);
  const ended = system.apis[0]?.stop();
  expect((await pending).status).toBe(200);
  expect(await ended).toEqual({ code: 0, signal: null });
});

const reply = async (url: string) => {
  const response = await fetch(url);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
};
