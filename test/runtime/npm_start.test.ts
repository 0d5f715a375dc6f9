/** What `npm start` starts, and that all of it ends with it, however it ends. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commandOf, descendants, isAlive } from './descendants.ts';
import { folder, ready, start } from './npm_start.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const allGone = (pids: readonly number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: PATIENCE_MS, interval: 50 });

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
  await vi.waitFor(() => expect(descendants(main.pid).length).toBeGreaterThan(2), {
    timeout: PATIENCE_MS,
    interval: 10,
  });
  const children = descendants(main.pid);
  await main.kill('SIGKILL');
  await allGone(children);
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
  onTestFinished(() => redis.disconnect());
  expect(await redis.dbsize()).toBeGreaterThan(0);
});

test('a worker that dies is replaced', async () => {
  const main = start(await folder());
  await ready(main);
  const worker = descendants(main.pid).find((pid) => commandOf(pid).includes('src/workers/main.ts'));
  process.kill(worker ?? Number.NaN, 'SIGKILL');
  await main.waitForOutput(/The worker ended by itself \(SIGKILL\); another one starts in 1 s\./);
  await vi.waitFor(() => expect(descendants(main.pid)).toHaveLength(5), { timeout: PATIENCE_MS, interval: 50 });
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
