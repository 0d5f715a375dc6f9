import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child process is. Its script has to end when its IPC channel does (exit_with_parent.ts). */
export interface ChildSpec {
  /** As people call it: `api`, `worker`. */
  readonly name: string;
  /** The TypeScript file that it runs. */
  readonly script: URL;
  readonly args?: readonly string[];
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** How long a child may take to stop after SIGTERM, in ms; docker waits as long. */
const STOP_LIMIT_MS = 10_000;

/** A forked Node.js process. */
export class Child {
  readonly spec: ChildSpec;
  readonly process: ChildProcess;
  /** How it ended, in words: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;

  constructor(spec: ChildSpec) {
    this.spec = spec;
    this.process = fork(fileURLToPath(spec.script), spec.args, {
      env: spec.env,
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
