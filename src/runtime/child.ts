import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child process is. */
export interface ChildSpec {
  /** As people call it: `api`, `worker`. */
  readonly name: string;
  /** A path inside `src/`, such as `api/main.ts`. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether the script does not itself watch for the end of its parent, and must be made to. */
  readonly unaware?: boolean;
}

/** How long a child may take to stop after SIGTERM, in ms; docker waits as long. */
const STOP_LIMIT_MS = 10_000;

const PRELOAD = new URL('exit_with_parent_preload.ts', import.meta.url).href;

/** A forked Node.js process. */
export class Child {
  readonly spec: ChildSpec;
  readonly process: ChildProcess;
  /** How it ended, in words: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;

  constructor(spec: ChildSpec) {
    this.spec = spec;
    this.process = fork(fileURLToPath(new URL(`../${spec.script}`, import.meta.url)), spec.args, {
      env: spec.env,
      execArgv: spec.unaware ? ['--import', PRELOAD] : [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // In a session of its own, so that Ctrl-C in a terminal reaches only us and the order of stopping is ours.
      detached: true,
    });
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(error.message));
      this.process.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  /** Asks it to stop, and kills it when it has not after 10 s. Settles when it is gone. */
  async stop(): Promise<void> {
    const impatience = setTimeout(() => this.process.kill('SIGKILL'), STOP_LIMIT_MS);
    this.process.kill('SIGTERM');
    await this.ended;
    clearTimeout(impatience);
  }
}
