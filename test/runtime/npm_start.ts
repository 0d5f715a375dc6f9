/** `npm start` without npm, for one test. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startProcess, type TestProcess } from '../support/process.ts';

/** An empty folder that goes with the test. */
export const folder = async (): Promise<string> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'slotproof-start-')));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
};

/** Starts it, its data in a folder of its own, on any free port unless told. */
export const start = (cwd: string, env: NodeJS.ProcessEnv = {}): TestProcess => {
  const main = startProcess('src/main.ts', { PORT: '0', ...env }, cwd);
  onTestFinished(async () => void (await main.stop()));
  return main;
};

/** Waits until it says that it is ready, and where. */
export const ready = async (main: TestProcess): Promise<{ apiUrl: string; redisPort: number }> => {
  const [, apiUrl = ''] = await main.waitForOutput(/^ +API +(http:\/\/127\.0\.0\.1:\d+)/m);
  const [, redisPort] = await main.waitForOutput(/^ +Redis +redis:\/\/127\.0\.0\.1:(\d+)/m);
  await main.waitForOutput(/-d '.*'/);
  return { apiUrl, redisPort: Number(redisPort) };
};
