import type { ProcessTree } from './process_tree.ts';
import { untilReady } from './until_ready.ts';

/** The simulator as the other processes see it. */
export interface StartedSimulator {
  /** What makes it their Cal.com. */
  readonly env: { readonly CALCOM_API_URL: string; readonly CALCOM_API_KEY: string };
  readonly controlUrl: string;
}

/** Starts the stand-in for Cal.com on this port and waits until it answers. */
export const startSimulator = async (tree: ProcessTree, port: number): Promise<StartedSimulator> => {
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, SIMULATOR_PORT: String(port) };
  tree.start({ name: 'simulator', script: 'simulator/main.ts', env, unaware: true }, 'fatal');
  await untilReady('simulator', url, () => true);
  return { env: { CALCOM_API_URL: url, CALCOM_API_KEY: 'cal_simulator' }, controlUrl: url };
};
