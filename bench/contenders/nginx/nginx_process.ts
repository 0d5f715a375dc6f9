/** A real nginx, everything that it writes in a folder that goes with it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptPort } from '../../../test/support/kept_port.ts';
import { untilReady } from '../../../src/runtime/until_ready.ts';
import type { ContenderProcess } from '../../contender.ts';
import { type ConfigurationOptions, nginxConfiguration } from './configuration.ts';
import type { NginxBinary } from './find_nginx.ts';

/** A running nginx. */
export interface NginxProcess {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The master and, where the system tells (Linux), its workers and the keepers of its cache. */
  processes(): readonly ContenderProcess[];
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/** What is left to choose. */
export interface NginxOptions extends Pick<ConfigurationOptions, 'calcomUrl' | 'freshSeconds' | 'keptSeconds'> {
  /** More for its environment, which its workers keep. */
  readonly env: Readonly<Record<string, string>>;
}

// Whoever forgets one must not leave it running. SIGTERM, because workers outlive a master that is killed.
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGTERM');
});

/**
 * Starts it and waits until it answers.
 * @throws Error with what it wrote, when it ends instead
 */
export const startNginxProcess = async (binary: NginxBinary, options: NginxOptions): Promise<NginxProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotproof-nginx-'));
  const port = await keptPort();
  const env = { ...binary.env, ...options.env };
  const configuration = join(folder, 'nginx.conf');
  await writeFile(
    configuration,
    nginxConfiguration({ ...options, folder, port, variables: Object.keys(env), without: binary.without }),
  );
  const child = spawn(binary.path, ['-p', folder, '-c', configuration, '-e', 'stderr'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  alive.add(child);
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    written += chunk;
  });
  const exited = once(child, 'exit').finally(() => alive.delete(child));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${port}`;
  const ended = exited.then(() => {
    throw new Error(`nginx ended before it was ready. It wrote:\n${written}`);
  });
  // From here on it may end because it is told to.
  ended.catch(() => {});
  try {
    await Promise.race([untilReady('nginx', `${url}/ready`), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  const master = child.pid ?? -1;
  return {
    url,
    processes: () => [
      { role: 'master', pid: master },
      ...childrenOf(master).map((pid) => ({ role: roleOf(pid), pid })),
    ],
    stop,
  };
};

const childrenOf = (pid: number): readonly number[] =>
  read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);

/** nginx writes into its command line what a process is for: `nginx: worker process`. */
const roleOf = (pid: number): string => /nginx: (.+?) process/.exec(read(`/proc/${pid}/cmdline`))?.[1] ?? 'worker';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Another system, or the process has just gone.
    return '';
  }
};
