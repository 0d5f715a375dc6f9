import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './compile_cache.ts';
import { PATIENCE_MS } from './patience.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real Node.js process of a test's own. */
export interface TestProcess {
  readonly pid: number;
  /** Settles when it is gone. */
  readonly exited: Promise<ProcessEnd>;
  /** What it wrote so far, stdout and stderr as they came. */
  output(): string;
  /** What it wrote to stderr so far. */
  errors(): string;
  /** Waits until its output matches, and rejects when it ends before that. */
  waitForOutput(pattern: RegExp): Promise<RegExpExecArray>;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<ProcessEnd>;
  /** Sends a signal, SIGKILL unless told, and waits for its end. */
  kill(signal?: NodeJS.Signals): Promise<ProcessEnd>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// A test that forgets one must not leave it running.
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** What a process needs of the machine. No setting of the shell that runs the tests gets into one. */
const machine = (): NodeJS.ProcessEnv => {
  const { PATH, HOME, TMPDIR } = process.env;
  const known = Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR }).filter(([, value]) => value !== undefined));
  return { ...known, NODE_COMPILE_CACHE: COMPILE_CACHE };
};

/**
 * Starts a script of this repository (`src/api/main.ts`) as a process of its own, with the Node.js that runs the tests.
 *
 * @param env its settings; nothing else of ours is in its environment.
 * @param cwd its working directory, the repository's root unless told.
 */
export const startProcess = (script: string, env: NodeJS.ProcessEnv = {}, cwd = ROOT): TestProcess => {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${script}`, import.meta.url))], {
    cwd,
    env: { ...machine(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  let output = '';
  let errors = '';
  const onOutput = new Set<() => void>();
  const collect = (chunk: string): void => {
    output += chunk;
    for (const look of onOutput) look();
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
    collect(chunk);
  });
  const exited = new Promise<ProcessEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      alive.delete(child);
      resolve({ code, signal });
    });
  });

  const waitForOutput = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        onOutput.delete(look);
        act();
      };
      const look = (): void => {
        const match = pattern.exec(output);
        if (match !== null) settle(() => resolve(match));
      };
      const miss = (how: string) => () =>
        settle(() => reject(new Error(`${script} ${how} before it wrote ${pattern}. It wrote:\n${output}`)));
      const timer = setTimeout(miss('took too long'), PATIENCE_MS);
      onOutput.add(look);
      // Its pipes may still hold what it wrote last.
      child.once('close', miss('ended'));
      look();
    });

  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<ProcessEnd> => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? -1,
    exited,
    output: () => output,
    errors: () => errors,
    waitForOutput,
    stop: () => kill('SIGTERM'),
    kill,
  };
};
