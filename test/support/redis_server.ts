import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/runtime/free_port.ts';
import { findRedisBinary } from '../../src/runtime/redis_binary.ts';
import { requireRedis } from '../../src/runtime/require_redis.ts';

/** What a test may want of its Redis. */
export interface RedisOptions {
  /** Whether it keeps its data over `kill` and `restart`, every write on the disk before it is answered. Default: no. */
  readonly aof?: boolean;
  /** More arguments for redis-server, such as `['--maxmemory-policy', 'allkeys-lru']`. */
  readonly args?: readonly string[];
}

/** A real redis-server of a test's own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
  /** SIGKILL: what a machine that loses its power does to it. Its port and its data stay its own. */
  kill(): Promise<void>;
  /** Stops it if it runs, and starts it again on the same port with what data it kept. */
  restart(): Promise<void>;
}

const GUARDIAN = fileURLToPath(new URL('../../src/runtime/redis_guardian.ts', import.meta.url));

interface Running {
  readonly guardian: ChildProcess;
  readonly redisPid: number;
}

/** Runs it under the guardian of `npm start`, so that it ends with the test however the test ends. */
const launch = async (url: string, args: readonly string[]): Promise<Running> => {
  const binary = findRedisBinary();
  if (binary === undefined) throw new Error('No redis-server 7.0 or newer: run `npm run setup`.');
  const guardian = fork(GUARDIAN, [binary.path, ...args], {
    env: binary.env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = once(guardian, 'exit').then(() => {
    throw new Error('redis-server ended before it was ready.');
  });
  const [message] = (await Promise.race([once(guardian, 'message'), gone])) as [{ redisPid: number }];
  // From here on a test may end it on purpose.
  gone.catch(() => {});
  await requireRedis(url);
  return { guardian, redisPid: message.redisPid };
};

const end = async ({ guardian, redisPid }: Running, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (guardian.exitCode !== null || guardian.signalCode !== null) return;
  const exited = once(guardian, 'exit');
  if (signal === 'SIGKILL') process.kill(redisPid, 'SIGKILL');
  else guardian.kill('SIGTERM');
  await exited;
};

/** A port that was free can be another's by the time that it is used: a test that ran beside this one has taken it. */
const PORTS_TRIED = 5;

const launchSomewhere = async (argsAt: (port: number) => readonly string[], tried = 1) => {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  try {
    return { port, url, running: await launch(url, argsAt(port)) };
  } catch (error) {
    if (tried === PORTS_TRIED) throw error;
    return await launchSomewhere(argsAt, tried + 1);
  }
};

/** Starts a private redis-server (`noeviction`) on a free port with its data in a temporary folder. */
export const startRedis = async ({ aof = false, args = [] }: RedisOptions = {}): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-redis-'));
  const argsAt = (port: number): readonly string[] => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--logfile', 'redis.log'],
    ...['--save', '', '--appendonly', aof ? 'yes' : 'no', '--appendfsync', 'always'],
    ...['--maxmemory-policy', 'noeviction', ...args],
  ];
  const first = await launchSomewhere(argsAt);
  const { port, url } = first;
  let { running } = first;
  return {
    url,
    port,
    stop: async () => {
      await end(running, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => end(running, 'SIGKILL'),
    restart: async () => {
      await end(running, 'SIGTERM');
      running = await launch(url, argsAt(port));
    },
  };
};
