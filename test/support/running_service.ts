// The api, the workers, a Cal.com simulator and a Redis of one test file's own, in this process.

import { startApi } from '../../src/api/server.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { epochMs } from '../../src/verification/time.ts';
import { type RunningWorkers, startWorkers, type WorkersOptions } from '../../src/workers/workers.ts';
import { knowAccount } from './known_account.ts';
import { PATIENT } from './patience.ts';
import { startRedis } from './redis_server.ts';

/** A Monday, before any of the simulator's hosts begins work. */
export const NOW = Date.parse('2026-11-23T06:00:00.000Z');

/** 14:00 on Tuesday of the next week, in Berlin. */
export const BODY = { eventTypeId: 101, start: '2026-12-01T14:00:00+01:00', timeZone: 'Europe/Berlin' };

export interface RunningService {
  readonly url: string;
  readonly redisUrl: string;
  readonly simulatorUrl: string;
  /** Everything that was logged, one JSON document a line. */
  log(): string;
  request(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  /** POST /v1/verifications. */
  verify(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Moves the clock on by so many ms. */
  pass(milliseconds: number): void;
  /** Starts the workers, where `withWorkers` was false. */
  startWorkers(): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly simulator?: SimulatorOptions;
  readonly workers?: WorkersOptions;
  /** What is kept in `log()`; debug and above unless told. */
  readonly logLevel?: string;
  /** Without workers whatever is queued stays queued. */
  readonly withWorkers?: boolean;
}

/** Starts it all; its clock stands at NOW until the test moves it. */
export const runningService = async (options: ServiceOptions = {}): Promise<RunningService> => {
  const lines: string[] = [];
  const logger = createLogger('test', options.logLevel ?? 'debug', { write: (line) => void lines.push(line) });
  let now = NOW;
  const clock = () => epochMs(now);
  const redis = await startRedis();
  const simulator = createSimulator({
    latency: 'none',
    slotsCacheMs: 0,
    clock,
    rateLimit: { limit: 100_000 },
    ...options.simulator,
  });
  const { url: simulatorUrl } = await simulator.listen(0);
  await knowAccount(redis.url, options.simulator ?? {}, clock);
  const config = loadConfig({
    PORT: '0',
    REDIS_URL: redis.url,
    CALCOM_API_URL: simulatorUrl,
    CALCOM_API_KEY: 'cal_test_key',
    CALCOM_RATE_LIMIT_PER_MINUTE: '10000',
    CALCOM_CALLS_PER_SECOND: '1000',
    ...PATIENT,
    CATALOGUE_CRON: 'off',
    CHANGES_CRON: 'off',
    WARM_EVENT_TYPES: 'none',
    ...options.settings,
  });
  let workers: RunningWorkers | undefined;
  const start = async () => {
    workers = await startWorkers(config, logger, clock, options.workers);
  };
  if (options.withWorkers !== false) await start();
  const api = await startApi(config, logger, clock);
  const url = `http://127.0.0.1:${api.port}`;

  const request: RunningService['request'] = (method, path, { body, headers = {} } = {}) =>
    fetch(url + path, {
      method,
      redirect: 'manual',
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
  return {
    url,
    redisUrl: redis.url,
    simulatorUrl,
    log: () => lines.join(''),
    request,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    startWorkers: start,
    verify: (body, headers = {}) => request('POST', '/v1/verifications', { body, headers }),
    close: async () => {
      await api.close();
      await workers?.close();
      await simulator.close();
      await redis.stop();
    },
  };
};
