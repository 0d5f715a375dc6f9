import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterEach, expect, test, vi } from 'vitest';
import { freePort } from '../../src/runtime/free_port.ts';
import { startProcess, type TestProcess } from '../support/process.ts';
import { startRedis } from '../support/redis_server.ts';
import { commandOf, descendants, isAlive } from './descendants.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const folder = async (): Promise<string> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'slotproof-start-')));
  cleanUp.push(() => rm(path, { recursive: true, force: true }));
  return path;
};

/** `npm start` without npm, its data in a folder of its own, on any free port unless told. */
const start = (cwd: string, env: NodeJS.ProcessEnv = {}): TestProcess => {
  const main = startProcess('src/main.ts', { PORT: '0', ...env }, cwd);
  cleanUp.push(main.stop);
  return main;
};

const ready = async (main: TestProcess): Promise<{ apiUrl: string; redisPort: number }> => {
  const [, apiUrl = ''] = await main.waitForOutput(/^ +API +(http:\/\/127\.0\.0\.1:\d+)/m);
  const [, redisPort] = await main.waitForOutput(/^ +Redis +redis:\/\/127\.0\.0\.1:(\d+)/m);
  await main.waitForOutput(/-d '.*'/);
  return { apiUrl, redisPort: Number(redisPort) };
};

const allGone = (pids: readonly number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 20_000, interval: 50 });

test('one command runs it all, its curl is answered, and SIGTERM stops every process', async () => {
  const main = start(await folder());
  const { apiUrl } = await ready(main);
  // The guardian and its Redis, the simulator, the worker, the api.
  const children = descendants(main.pid);
  expect(children).toHaveLength(5);

  const [curl = ''] = await main.waitForOutput(/curl [\s\S]*?-d '.*'/);
  const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', requested: { timeZone: 'Europe/Berlin' } });
  expect((await fetch(`${apiUrl}/healthz`)).status).toBe(200);

  expect(await main.stop()).toEqual({ code: 0, signal: null });
  expect(children.filter(isAlive)).toEqual([]);
});

test('Ctrl-C stops it as well', async () => {
  const main = start(await folder());
  await ready(main);
  const children = descendants(main.pid);
  expect(await main.kill('SIGINT')).toEqual({ code: 0, signal: null });
  expect(children.filter(isAlive)).toEqual([]);
});

test('killed, it leaves no process behind, and its data can be used again at once', async () => {
  const cwd = await folder();
  const first = start(cwd);
  await ready(first);
  const children = descendants(first.pid);
  await first.kill('SIGKILL');

  const second = start(cwd);
  await allGone(children);
  await ready(second);
  await second.stop();
});

test('killed while it starts, it leaves no process behind', async () => {
  const main = start(await folder());
  await vi.waitFor(() => expect(descendants(main.pid).length).toBeGreaterThan(2), { timeout: 20_000, interval: 10 });
  const children = descendants(main.pid);
  await main.kill('SIGKILL');
  await allGone(children);
});

test('a second one on the same data ends with a sentence, and leaves the first one alone', async () => {
  const cwd = await folder();
  const first = start(cwd);
  const { apiUrl, redisPort } = await ready(first);
  const second = start(cwd);
  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.errors()).toBe(
    `The data in ${join(cwd, '.data/redis')} is in use by another npm start (its Redis is on port ${redisPort}); stop that one, or set REDIS_URL.\n`,
  );
  expect((await fetch(`${apiUrl}/readyz`)).status).toBe(200);
});

test('what is queued or cached outlives a stop', async () => {
  const cwd = await folder();
  const first = start(cwd);
  await ready(first);
  await promisify(execFile)('sh', ['-c', (await first.waitForOutput(/curl [\s\S]*?-d '.*'/))[0]]);
  await first.stop();
  const second = start(cwd);
  const { redisPort } = await ready(second);
  const redis = new Redis(redisPort);
  cleanUp.push(() => redis.disconnect());
  expect(await redis.dbsize()).toBeGreaterThan(0);
});

test('a worker that dies is replaced', async () => {
  const main = start(await folder());
  await ready(main);
  const worker = descendants(main.pid).find((pid) => commandOf(pid).includes('src/workers/main.ts'));
  process.kill(worker ?? Number.NaN, 'SIGKILL');
  await main.waitForOutput(/The worker ended by itself \(SIGKILL\); another one starts in 1 s\./);
  await vi.waitFor(() => expect(descendants(main.pid)).toHaveLength(5), { timeout: 10_000, interval: 50 });
});

test('without its Redis it stops all and says so', async () => {
  const main = start(await folder());
  await ready(main);
  const children = descendants(main.pid);
  const redis = children.find((pid) => /^\S*redis-server/.test(commandOf(pid)));
  process.kill(redis ?? Number.NaN, 'SIGKILL');
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.errors()).toContain('The embedded Redis ended by itself (exit code 1), so all stops.\n');
  expect(children.filter(isAlive)).toEqual([]);
});

test('a port in use: one sentence, nothing started', async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  cleanUp.push(() => other.close());
  const main = start(await folder(), { PORT: String(port) });
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.output()).toBe(`Port ${port} on 127.0.0.1 is in use; stop what uses it, or set PORT to another one.\n`);
});

test('settings with faults: all of them at once, nothing started', async () => {
  const main = start(await folder(), { PORT: 'abc', CACHE_FRESH_SECONDS: 'soon' });
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.output()).toMatch(/^The settings have 2 faults:\n {2}PORT .*\n {2}CACHE_FRESH_SECONDS .*\n$/);
});

test('settings stand in .env too, and the environment wins over it', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, '.env'), 'PORT=abc\n# CACHE_FRESH_SECONDS=soon\nWARM_DAYS="many"\n');
  const main = start(cwd, { PORT: '0', WARM_CALLS_PER_HOUR: 'some' });
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.output()).toMatch(/^The settings have 2 faults:\n {2}WARM_DAYS .*\n {2}WARM_CALLS_PER_HOUR .*\n$/);
});

test('a .env that cannot be read: one sentence', async () => {
  const cwd = await folder();
  await mkdir(join(cwd, '.env'));
  const main = start(cwd);
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.output()).toMatch(/^\.env cannot be read: .*\n$/);
});

test('what the processes are to know of .env they inherit', async () => {
  const cwd = await folder();
  await writeFile(join(cwd, '.env'), 'API_KEYS=the-key-of-the-env-file\n');
  const main = start(cwd);
  const { apiUrl } = await ready(main);
  const ask = (key: string) => fetch(`${apiUrl}/v1/event-types`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask('another-key-than-that')).status).toBe(401);
  expect((await ask('the-key-of-the-env-file')).status).toBe(200);
});

test('a REDIS_URL where nobody answers: one sentence', async () => {
  const port = await freePort();
  const main = start(await folder(), { REDIS_URL: `redis://127.0.0.1:${port}` });
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.output()).toMatch(
    new RegExp(`^Redis at redis://127\\.0\\.0\\.1:${port} cannot be used within 5 s: .*ECONNREFUSED.*\\n$`),
  );
});

test('with REDIS_URL and a Cal.com of its own it starts neither Redis nor simulator', async () => {
  const redis = await startRedis();
  cleanUp.push(redis.stop);
  const calcom = { CALCOM_API_URL: 'http://127.0.0.1:9', CALCOM_API_KEY: 'cal_test' };
  const main = start(await folder(), { REDIS_URL: redis.url, ...calcom });
  await main.waitForOutput(/-d '.*'/);
  expect(main.output()).not.toContain('Simulator');
  expect(descendants(main.pid)).toHaveLength(2);
  expect(await main.stop()).toEqual({ code: 0, signal: null });
});
