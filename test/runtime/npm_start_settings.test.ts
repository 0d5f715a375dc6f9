/** What `npm start` makes of its settings and of what is there already. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptPort } from '../support/kept_port.ts';
import { startRedis } from '../support/redis_server.ts';
import { descendants } from './descendants.ts';
import { folder, ready, start } from './npm_start.ts';

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

test('a port in use: one sentence, nothing started', async () => {
  const port = await keptPort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
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
  const port = await keptPort();
  const main = start(await folder(), { REDIS_URL: `redis://127.0.0.1:${port}` });
  expect(await main.exited).toEqual({ code: 1, signal: null });
  expect(main.output()).toMatch(
    new RegExp(`^Redis at redis://127\\.0\\.0\\.1:${port} cannot be used within 5 s: .*ECONNREFUSED.*\\n$`),
  );
});

test('with REDIS_URL and a Cal.com of its own it starts neither Redis nor simulator', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const calcom = { CALCOM_API_URL: 'http://127.0.0.1:9', CALCOM_API_KEY: 'cal_test' };
  const main = start(await folder(), { REDIS_URL: redis.url, ...calcom });
  await main.waitForOutput(/-d '.*'/);
  expect(main.output()).not.toContain('Simulator');
  expect(descendants(main.pid)).toHaveLength(2);
  expect(await main.stop()).toEqual({ code: 0, signal: null });
});
