import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { keptPort } from '../support/kept_port.ts';
import { CACHE_ROLE } from '../../src/redis/redis_role.ts';
import { requireEachRedis, requireRedis } from '../../src/runtime/require_redis.ts';
import { StartupError } from '../../src/config/startup_error.ts';
import { type RedisOptions, startRedis } from '../support/redis_server.ts';

const toStop: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
});

const redis = async (options: RedisOptions = {}): Promise<string> => {
  const server = await startRedis(options);
  toStop.push(server.stop);
  return server.url;
};

/** A server that speaks Redis's protocol, and for each command gives one of these answers; without any, it is silent. */
const impostor = async (answers?: Readonly<Record<string, string>>): Promise<string> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const [, command = ''] of String(chunk).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g))
        if (answers !== undefined) socket.write(answers[command.toLowerCase()] ?? '-ERR unknown command\r\n');
    });
  });
  const port = await keptPort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  toStop.push(() => server.close());
  return `redis://127.0.0.1:${port}`;
};

test('a Redis of this machine will do', async () => {
  expect(await requireRedis(await redis())).toBeUndefined();
});

test('a Redis that may evict keys gets a warning', async () => {
  const url = await redis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
  expect(await requireRedis(url)).toMatch(/maxmemory-policy allkeys-lru: .*noeviction/);
  expect(await requireEachRedis({ redisUrl: undefined, cacheRedisUrl: url })).toEqual([
    expect.stringMatching(/^The cache's Redis at .* drops what was told of bookings, and booked slots are offered\./),
  ]);
});

test('of two it is said which one cannot be used', async () => {
  const port = await keptPort();
  const cacheRedisUrl = `redis://127.0.0.1:${port}/one`;
  await expect(requireEachRedis({ redisUrl: await redis(), cacheRedisUrl })).rejects.toThrow(
    'CACHE_REDIS_URL has a database that is no number.',
  );
  await expect(requireRedis(`redis://127.0.0.1:${port}`, 300, CACHE_ROLE)).rejects.toThrow(
    /^The cache's Redis at .* Start it, or set CACHE_REDIS_URL to one that runs\.$/,
  );
});

test('nobody there: one sentence that names the address and not the password', async () => {
  const port = await keptPort();
  const error = await requireRedis(`redis://user:secret@127.0.0.1:${port}`, 300).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartupError);
  expect(String(error)).toContain(`redis://127.0.0.1:${port} cannot be used within 0.3 s: connect ECONNREFUSED`);
  expect(String(error)).not.toContain('secret');
});

test('one that starts a little later is waited for', async () => {
  const server = await startRedis();
  toStop.push(server.stop);
  await server.kill();
  const ready = requireRedis(server.url);
  await wait(400);
  await server.restart();
  await expect(ready).resolves.toBeUndefined();
});

test('wrong credentials are told at once', async () => {
  const url = await redis({ args: ['--user', 'default', 'on', 'nopass', '~*', '+@all', '--user', 'none', 'off'] });
  const startedAt = Date.now();
  await expect(requireRedis(url.replace('redis://', 'redis://none:wrong@'))).rejects.toThrow(/WRONGPASS/);
  expect(Date.now() - startedAt).toBeLessThan(4_000);
});

test('one that is too old is refused', async () => {
  const info = '# Server\r\nredis_version:6.2.14\r\n';
  const url = await impostor({ hello: '%1\r\n+proto\r\n:3\r\n', info: `$${info.length}\r\n${info}\r\n` });
  await expect(requireRedis(url, 2_000)).rejects.toThrow(/is version 6\.2\.14, and Slotproof needs 7\.0 or newer\.$/);
});

test('one that is older than the protocol is refused', async () => {
  await expect(requireRedis(await impostor({}), 2_000)).rejects.toThrow(/is too old: Slotproof needs 7\.0 or newer\.$/);
});

test('one that never answers is given up', async () => {
  await expect(requireRedis(await impostor(), 500)).rejects.toThrow(StartupError);
});

test('a cluster or a Sentinel that is not there is given up, with the reason', async () => {
  const port = await keptPort();
  for (const kind of ['redis+cluster', 'redis+sentinel'] as const) {
    const path = kind === 'redis+sentinel' ? '/name' : '';
    await expect(requireRedis(`${kind}://user:secret@127.0.0.1:${port}${path}`, 1_000)).rejects.toThrow(
      `${kind}://127.0.0.1:${port}${path} cannot be used within 1 s: `,
    );
  }
});

test('an address that cannot be read is said, without its password', async () => {
  await expect(requireRedis('redis://user:secret@127.0.0.1/zero')).rejects.toThrow(
    /^REDIS_URL has a database that is no number\.$/,
  );
});
