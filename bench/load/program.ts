/** Programs of ours as processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts one whose output is read and thrown away: a million lines of log are nothing to keep.
 * @param script from the root of the project
 * @param ready what it says once it can be used
 */
export const launch = async (script: string, ready: RegExp, env: NodeJS.ProcessEnv): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${script}`, import.meta.url))], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const look = (chunk: Buffer): void => {
    said += chunk;
    if (ready.test(said)) resolve();
  };
  child.stdout.on('data', look);
  child.on('exit', () => reject(new Error(`${script} ended: ${said}`)));
  await promise;
  child.stdout.off('data', look).resume();
  return child;
};

/** Ends it at once. */
export const end = (child: ChildProcess): void => {
  child.removeAllListeners('exit').kill('SIGKILL');
};
