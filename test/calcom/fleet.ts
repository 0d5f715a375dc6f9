/** A fleet of worker processes that make calls through gates of their own. */
import { onTestFinished } from 'vitest';
import { startProcess, type TestProcess } from '../support/process.ts';
import type { GateProcessSettings } from './gate_process.ts';

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
