/** The whole system for a test: real Redis, real HTTP, Cal.com by the simulator over the wire. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type ApiServer, startApi } from '../../src/api/server.ts';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { type EpochMs, epochMs } from '../../src/verification/time.ts';
import { startWorkers } from '../../src/workers/workers.ts';
import { knowAccount } from './known_account.ts';
import { PATIENT } from './patience.ts';
import { startProcess, type TestProcess } from './process.ts';
import { type RedisOptions, type RedisServer, startRedis } from './redis_server.ts';

/** An answer with its JSON already read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // What an answer holds is what the tests are about.
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** The simulator's log of calls. */
export interface CallLog {
  readonly calls: readonly {
    readonly at: number;
    /** The query string as it came. */
    readonly query: string;
    readonly status: number | null;
  }[];
  readonly totals: { readonly calls: number; readonly tooManyRequests: number; readonly maxPerSecond: number };
}

/** What a system may be made of. */
export interface SystemOptions {
  readonly apis?: number;
  readonly workers?: number;
  /** Settings of ours. */
  readonly env?: Record<string, string>;
  readonly simulator?: SimulatorOptions;
  readonly redis?: RedisOptions;
  /** Gives the cache a Redis of its own. */
  readonly cacheRedis?: RedisOptions;
  /** False for an account of which nothing is known. */
  readonly isKnown?: boolean;
  /** A Redis Cluster of one node, which refuses commands over several slots as any other. */
  readonly cluster?: boolean;
}

/** What every kind of system offers. */
interface Parts {
  readonly redis: RedisServer;
  /** The same as `redis` unless the cache has its own. */
  readonly cacheRedis: RedisServer;
  readonly calcomUrl: string;
  readonly urls: readonly string[];
  /** `POST /v1/verifications`. @param api which api process */
  verify(body: unknown, headers?: Record<string, string>, api?: number): Promise<Reply>;
  get(path: string, headers?: Record<string, string>, api?: number): Promise<Reply>;
  /** The simulator's control endpoint. */
  control(method: string, path: string, body?: unknown): Promise<Response>;
  calls(): Promise<CallLog>;
}

/** All in this process, with a clock that only the test moves. */
export interface InProcessSystem extends Parts {
  readonly config: Config;
  now(): EpochMs;
  pass(milliseconds: number): void;
}

/** Api and workers as processes of their own. */
export interface ProcessSystem extends Parts {
  readonly apis: TestProcess[];
  readonly workers: TestProcess[];
  readonly env: Readonly<Record<string, string>>;
  startWorker(): Promise<TestProcess>;
}

/** Sends a request and reads the answer. */
export const send = async (url: string, init: RequestInit = {}): Promise<Reply> => {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
};

/** Looks again until something holds; the test's own time limit bounds it. */
export const eventually = async <T>(look: () => Promise<T | undefined | false>, everyMs = 20): Promise<T> => {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};

const settings = (
  { redis, cacheRedis, calcomUrl }: Pick<Parts, 'redis' | 'cacheRedis' | 'calcomUrl'>,
  env: Record<string, string> = {},
): Record<string, string> => ({
  PORT: '0',
  REDIS_URL: redis.url,
  ...(cacheRedis === redis ? {} : { CACHE_REDIS_URL: cacheRedis.url }),
  CALCOM_API_URL: calcomUrl,
  CALCOM_API_KEY: 'cal_test_key',
  LOG_LEVEL: 'silent',
  // The spacing of calls has tests of its own; elsewhere it would only make the tests wait.
  CALCOM_CALLS_PER_SECOND: '100',
  ...PATIENT,
  // Reading the account has tests of its own, too; elsewhere it would spend calls that tests count.
  CATALOGUE_CRON: 'off',
  CHANGES_CRON: 'off',
  WARM_EVENT_TYPES: 'none',
  ...env,
});

const startCluster = async (): Promise<RedisServer> => {
  const server = await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] });
  const client = new Redis(server.url);
  await client.cluster('ADDSLOTSRANGE', 0, 16_383);
  await eventually(async () => (await client.cluster('INFO')).includes('cluster_state:ok'));
  client.disconnect();
  return { ...server, url: `redis+cluster://127.0.0.1:${server.port}` };
};

/** Keeps what is to be done at an end: the last one first. */
export type AtEnd = (end: () => void | Promise<void>) => void;

const startParts = async (options: SystemOptions, clock?: () => EpochMs, atEnd: AtEnd = onTestFinished) => {
  const redis = options.cluster === true ? await startCluster() : await startRedis(options.redis);
  atEnd(() => redis.stop());
  const cacheRedis = options.cacheRedis === undefined ? redis : await startRedis(options.cacheRedis);
  if (cacheRedis !== redis) atEnd(() => cacheRedis.stop());
  const simulator = createSimulator({
    latency: 'none',
    // The tests' clock stands still, and with it an answer that is kept would never go.
    slotsCacheMs: 0,
    ...(clock === undefined ? {} : { clock }),
    ...options.simulator,
  });
  const { url: calcomUrl } = await simulator.listen(0);
  atEnd(() => simulator.close());
  if (options.isKnown !== false) await knowAccount(cacheRedis.url, options.simulator ?? {}, clock);
  const urls: string[] = [];
  const urlOf = (api: number): string => urls[api] ?? '';
  const parts: Parts = {
    redis,
    cacheRedis,
    calcomUrl,
    urls,
    verify: (body, headers = {}, api = 0) =>
      send(`${urlOf(api)}/v1/verifications`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}, api = 0) => send(`${urlOf(api)}${path}`, { headers }),
    control: (method, path, body) =>
      fetch(`${calcomUrl}/control/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    calls: async () => (await (await fetch(`${calcomUrl}/control/calls`)).json()) as CallLog,
  };
  return { parts, urls };
};

/** Starts a system in this process; its clock stands at `now` until the test moves it. */
export const startSystem = async (
  options: SystemOptions = {},
  start = '2026-11-23T06:00:00Z',
): Promise<InProcessSystem> => {
  let now = epochMs(Date.parse(start));
  const clock = (): EpochMs => now;
  const { parts, urls } = await startParts(options, clock);
  const config = loadConfig(settings(parts, options.env));
  const logger = createLogger('test', 'silent');
  for (let count = 0; count < (options.workers ?? 1); count++) {
    const workers = await startWorkers(config, logger, clock);
    onTestFinished(() => workers.close());
  }
  for (let count = 0; count < (options.apis ?? 1); count++) {
    const api: ApiServer = await startApi(config, logger, clock);
    onTestFinished(() => api.close());
    urls.push(`http://127.0.0.1:${api.port}`);
  }
  return {
    ...parts,
    config,
    now: clock,
    pass: (milliseconds) => {
      now = epochMs(now + milliseconds);
    },
  };
};

/** Starts a system of real processes, on the real clock. */
export const startProcesses = async (options: SystemOptions = {}, atEnd?: AtEnd): Promise<ProcessSystem> => {
  const { parts, urls } = await startParts(options, undefined, atEnd);
  const env = settings(parts, { LOG_LEVEL: 'info', ...options.env });
  const apis: TestProcess[] = [];
  const workers: TestProcess[] = [];
  (atEnd ?? onTestFinished)(async () => {
    await Promise.all([...apis, ...workers].map((process) => process.kill()));
  });
  const startWorker = async (): Promise<TestProcess> => {
    const worker = startProcess('src/workers/main.ts', env);
    workers.push(worker);
    await worker.waitForOutput(/workers run/);
    return worker;
  };
  const startApiProcess = async (): Promise<void> => {
    const api = startProcess('src/api/main.ts', env);
    const index = apis.push(api) - 1;
    const [, port] = await api.waitForOutput(/"port":(\d+).*api listens/);
    urls[index] = `http://127.0.0.1:${port}`;
  };
  await Promise.all([
    ...Array.from({ length: options.workers ?? 1 }, startWorker),
    ...Array.from({ length: options.apis ?? 1 }, startApiProcess),
  ]);
  return { ...parts, apis, workers, env, startWorker };
};

/**
 * Starts one for all tests of a file or a `describe`, which takes most of the time of a test that looks at one question only. What one test asks
 * for is cached for the next: each needs event types of its own.
 * @returns gives it to a test
 */
export const sharedProcesses = (options: SystemOptions = {}): (() => ProcessSystem) => {
  let system: ProcessSystem | undefined;
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    system = await startProcesses(options, (end) => ends.push(end));
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => {
    if (system === undefined) throw new Error('It starts before the tests do.');
    return system;
  };
};
