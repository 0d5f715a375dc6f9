import { spawnSync } from 'node:child_process';

/** How long one command of a package manager may take, in ms: it downloads. */
const LIMIT_MS = 300_000;

/** Whether this machine has the command. */
export const hasCommand = (command: string): boolean =>
  spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

/**
 * Runs a command that asks nothing, its complaints on our stderr.
 *
 * @returns what it printed, or undefined when it failed.
 */
export const run = (command: string, args: readonly string[], cwd?: string): string | undefined => {
  const { status, stdout } = spawnSync(command, args, {
    ...(cwd !== undefined && { cwd }),
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  return status === 0 ? stdout : undefined;
};
