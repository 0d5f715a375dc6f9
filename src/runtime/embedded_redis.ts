import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { freePort } from './free_port.ts';
import type { ProcessTree } from './process_tree.ts';
import { findRedisBinary } from './redis_binary.ts';
import { requireRedis } from './require_redis.ts';
import { StartupError } from '../config/startup_error.ts';

/** Not 6379, so that a Redis which is there already stays alone. */
const PORT = 6389;
/** Where the embedded Redis is, unless something else has that port. */
export const EMBEDDED_REDIS_URL = `redis://127.0.0.1:${PORT}`;
/** Reading back a large append-only file takes its time, in ms. */
const LOAD_LIMIT_MS = 120_000;
/** How long the Redis of an `npm start` that was just killed may take to write its data and go, in ms. */
const HANDOVER_MS = 10_000;

const GUARDIAN = new URL('redis_guardian.ts', import.meta.url);

/** Who uses the data: the process of `npm start`, and the port of its Redis. */
const Owner = z.object({ pid: z.number().int(), port: z.number().int() });
const GuardianMessage = z.object({ redisPid: z.number().int() });

/** Whether the Redis that last used this folder still runs. Its port may belong to another one by now, so it is asked. */
const isServed = async (folder: string, port: number): Promise<boolean> => {
  const redis = new Redis({ port, lazyConnect: true, retryStrategy: () => null, commandTimeout: 1_000 });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return (await redis.config('GET', 'dir')).includes(folder);
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** No owner is also what a file tells that a crash of the machine left half written. */
const readOwner = async (file: string): Promise<z.infer<typeof Owner> | undefined> => {
  try {
    return Owner.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
};

const requireUnused = async (folder: string, ownerFile: string): Promise<void> => {
  const owner = await readOwner(ownerFile);
  if (owner === undefined) return;
  const deadline = Date.now() + HANDOVER_MS;
  while (await isServed(folder, owner.port)) {
    if (isAlive(owner.pid) || Date.now() > deadline)
      throw new StartupError(
        `The data in ${folder} is in use by another npm start (its Redis is on port ${owner.port}); stop that one, or set REDIS_URL.`,
      );
    await new Promise((done) => setTimeout(done, 250));
  }
};

const settings = (folder: string, port: number): string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--logfile', 'redis.log'],
  // Every second: a crash of the machine costs one second of jobs, and no write waits for the disk.
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
  ...['--maxmemory-policy', 'noeviction'],
];

/**
 * Starts a private Redis whose data stays in `.data/redis` of the working directory, and waits until it has loaded it.
 *
 * @returns its URL.
 * @throws StartupError when there is no redis-server of version 7.0 or newer, or the data is in use.
 */
export const startEmbeddedRedis = async (tree: ProcessTree): Promise<string> => {
  const binary = findRedisBinary();
  if (binary === undefined)
    throw new StartupError(
      'No redis-server 7.0 or newer was found: run `npm run setup`, install one, or set REDIS_URL to a Redis that runs.',
    );
  await mkdir(resolve('.data/redis'), { recursive: true });
  // The real path, because that is what Redis tells of its folder.
  const folder = await realpath('.data/redis');
  const ownerFile = join(folder, 'owner.json');
  await requireUnused(folder, ownerFile);
  await writeFile(join(folder, 'redis.log'), '');

  const port = await freePort(PORT);
  const args = [binary.path, ...settings(folder, port)];
  const guardian = tree.start({ name: 'embedded Redis', script: GUARDIAN, args, env: binary.env }, 'fatal');
  guardian.process.on('message', (message) => {
    // Should the guardian itself be killed, then this process is the last one who knows redis-server.
    const { redisPid } = GuardianMessage.parse(message);
    guardian.ended.then(() => {
      try {
        process.kill(redisPid, 'SIGTERM');
      } catch {
        // It ended with its guardian, as it should.
      }
    });
  });
  await writeFile(ownerFile, JSON.stringify({ pid: process.pid, port }));
  const url = `redis://127.0.0.1:${port}`;
  await requireRedis(url, LOAD_LIMIT_MS);
  return url;
};
