import type { ProcessTree } from './process_tree.ts';
import { untilReady } from './until_ready.ts';

const SIMULATOR = new URL('../simulator/main.ts', import.meta.url);

/** The simulator as the other processes see it. */
export interface StartedSimulator {
  /** What makes it their Cal.com. */
  readonly env: { readonly CALCOM_API_URL: string; readonly CALCOM_API_KEY: string };
  /** Tells what it was asked so far. */
  readonly callsUrl: string;
}

/** Starts the stand-in for Cal.com on this port and waits until it answers. */
export const startSimulator = async (tree: ProcessTree, port: number): Promise<StartedSimulator> => {
  const url = `http://127.0.0.1:${port}`;
  const callsUrl = `${url}/control/calls`;
  const env = { ...process.env, SIMULATOR_PORT: String(port) };
  tree.start({ name: 'simulator', script: SIMULATOR, env }, 'fatal');
  await untilReady('simulator', callsUrl);
  return { env: { CALCOM_API_URL: url, CALCOM_API_KEY: 'cal_simulator' }, callsUrl };
};
