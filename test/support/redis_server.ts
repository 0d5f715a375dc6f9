import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { keptPort } from './kept_port.ts';
import { findRedisBinary } from '../../src/runtime/redis_binary.ts';
import { requireRedis } from '../../src/runtime/require_redis.ts';

/** What a test may want of its Redis. */
export interface RedisOptions {
  /** Whether it keeps its data over `kill` and `restart`, by an AOF that is written to the disk once a second, as it is shipped. Default: no. */
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

/**
 * Runs redis-server (its path and arguments), tells its process id, and stops it when stdin ends: when it is asked to, and however the process
 * ends that started it. A shell, since every second test starts one: the guardian of `npm start` is a Node.js, which takes longer to start than
 * Redis does. Of a child that was killed a shell says `Killed`, which a test does on purpose. A file that may not grow is an error to Redis, as a full
 * disk is, and not its end.
 */
const GUARDIAN = 'trap "" XFSZ; "$@" & echo $!; { read -r _; kill $!; wait $!; } 2>/dev/null';

/** How long it may take to start before its port counts as another's, which is rare. */
const START_MS = 30_000;

interface Running {
  readonly guardian: ChildProcess;
  readonly redisPid: number;
}

const launch = async (url: string, args: readonly string[]): Promise<Running> => {
  const binary = findRedisBinary();
  if (binary === undefined) throw new Error('No redis-server 7.0 or newer: run `npm run setup`.');
  const guardian = spawn('sh', ['-c', GUARDIAN, 'sh', binary.path, ...args], {
    env: binary.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [told] = await once(guardian.stdout, 'data');
  const running = { guardian, redisPid: Number(told) };
  try {
    await requireRedis(url, START_MS);
    if ((await pidAt(url)) !== running.redisPid) throw new Error(`Another Redis has taken ${url}.`);
    return running;
  } catch (error) {
    await end(running, 'SIGTERM');
    throw error;
  }
};

/** The process id of the Redis that answers there. */
const pidAt = async (url: string): Promise<number> => {
  const redis = new Redis(url);
  try {
    return Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  } finally {
    redis.disconnect();
  }
};

const end = async ({ guardian, redisPid }: Running, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (guardian.exitCode !== null || guardian.signalCode !== null) return;
  const exited = once(guardian, 'exit');
  if (signal === 'SIGKILL') process.kill(redisPid, signal);
  guardian.stdin?.end();
  await exited;
};

/** A port that was free can be another's by the time that it is used: a test that ran beside this one has taken it. */
const PORTS_TRIED = 5;

const launchSomewhere = async (argsAt: (port: number) => readonly string[], tried = 1) => {
  const port = await keptPort();
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
    ...['--save', '', '--appendonly', aof ? 'yes' : 'no', '--appendfsync', 'everysec'],
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
