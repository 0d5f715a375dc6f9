/**
 * A fleet of worker processes that make calls through gates of their own, for tests with a real Redis and a simulator that counts as
 * Cal.com counts, in windows short enough to see several. One 429 that a test did not ask for is a fault.
 *
 * Such tests mostly wait for windows to pass, so they stand in several files, which run side by side.
 */
import { expect, onTestFinished, vi } from 'vitest';
import { startProcess, type TestProcess } from '../support/process.ts';
import { type RedisServer, startRedis } from '../support/redis_server.ts';
import type { Cal } from './cal.ts';
import type { GateProcessSettings } from './gate_process.ts';
import { PATIENCE_MS } from '../support/patience.ts';

/** The window of a simulated account. */
export const WINDOW = { limit: 40, windowMs: 6_000, blockMs: 6_000 };

/** What a fleet knows of it: fast enough for the window to be spent early in it, so that work is always waiting for the next. */
export const WINDOWED = { limit: WINDOW.limit, windowMs: WINDOW.windowMs, callsPerSecond: 40 };

/** How a state is waited for. */
export const WAIT = { timeout: PATIENCE_MS, interval: 25 };

/** A Redis that ends with the test. */
export const ownRedis = async (): Promise<RedisServer> => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server;
};

/** Waits until Cal.com has been called so often. */
export const untilCalls = async (cal: Cal, least: number) => {
  await vi.waitFor(async () => expect((await cal.calls()).totals.calls).toBeGreaterThanOrEqual(least), WAIT);
  return cal.calls();
};

/** What a process wrote. */
export type GateLine = { readonly end?: string; readonly circuit?: string };

/** Running processes. */
export interface Fleet {
  readonly processes: readonly TestProcess[];
  /** What they wrote so far. */
  lines(): readonly GateLine[];
  stop(): Promise<void>;
}

/** Starts so many processes, which end with the test. */
export async function startFleet(
  size: number,
  settings: Pick<GateProcessSettings, 'redisUrl' | 'calUrl'> & Partial<GateProcessSettings>,
): Promise<Fleet> {
  const all: GateProcessSettings = {
    limit: 120,
    windowMs: 60_000,
    callsPerSecond: 10,
    cooldownMs: 30_000,
    atOnce: 5,
    patienceMs: 500,
    ...settings,
  };
  const env = { GATE: JSON.stringify(all) };
  const processes = Array.from({ length: size }, () => startProcess('test/calcom/gate_process.ts', env));
  onTestFinished(async () => {
    await Promise.all(processes.map((process) => process.kill()));
  });
  await Promise.all(processes.map((process) => process.waitForOutput(/"ready":true/)));
  return {
    processes,
    lines: () =>
      processes.flatMap((process) =>
        process
          .output()
          .split('\n')
          .slice(0, -1)
          .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as GateLine] : [])),
      ),
    stop: async () => {
      await Promise.all(processes.map((process) => process.stop()));
    },
  };
}
