/** Api and worker processes that are killed and come back, each under its number. */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/runtime/free_port.ts';
import { startProcess, type TestProcess } from '../../test/support/process.ts';
import { PROCESSES } from './plan.ts';

/** The processes of ours. */
export interface Fleet {
  /** The addresses of all api processes, whether they live or not. */
  readonly urls: readonly string[];
  kill(target: 'api' | 'worker', index: number, awayMs: number): Promise<void>;
  freeze(target: 'api' | 'worker', index: number, ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it, and waits until all of it runs. */
export const startFleet = async (env: Readonly<Record<string, string>>): Promise<Fleet> => {
  const ports = await Promise.all(Array.from({ length: PROCESSES }, freePort));
  const start = {
    api: (index: number) => startProcess('src/api/main.ts', { ...env, PORT: String(ports[index]) }),
    worker: () => startProcess('src/workers/main.ts', env),
  };
  const running: Record<'api' | 'worker', TestProcess[]> = {
    api: ports.map((_, index) => start.api(index)),
    worker: Array.from({ length: PROCESSES }, start.worker),
  };
  await Promise.all([
    ...running.api.map((api) => api.waitForOutput(/api listens/)),
    ...running.worker.map((worker) => worker.waitForOutput(/workers run/)),
  ]);
  const processAt = (target: 'api' | 'worker', index: number): TestProcess => {
    const found = running[target][index];
    if (found === undefined) throw new RangeError(`There is no ${target} ${index}.`);
    return found;
  };
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    kill: async (target, index, awayMs) => {
      await processAt(target, index).kill();
      await sleep(awayMs);
      running[target][index] = start[target](index);
    },
    freeze: async (target, index, ms) => {
      const { pid } = processAt(target, index);
      signal(pid, 'SIGSTOP');
      await sleep(ms);
      signal(pid, 'SIGCONT');
    },
    stop: async () => {
      await Promise.all(Object.values(running).flatMap((some) => some.map((one) => one.kill())));
    },
  };
};

/** Another fault may have killed it meanwhile. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
};
