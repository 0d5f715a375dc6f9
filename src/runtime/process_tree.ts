import { Child, type ChildSpec } from './child.ts';
import { StartupError } from '../config/startup_error.ts';

/** A child that lived this long has started well, in ms: its next end counts as a first one. */
const STEADY_MS = 30_000;

/** How long to wait before each restart, in ms. After the last of them the tree gives up. */
const RESTART_AFTER_MS = [1_000, 2_000, 4_000];

/** How a child is missed when it ends by itself. */
export type Loss =
  /** Nothing works without it and what it held is gone: the tree ends. */
  | 'fatal'
  /** It holds nothing that Redis does not: once the tree runs, another one takes its place. */
  | 'replaceable';

/** A set of child processes that live and end together. */
export class ProcessTree {
  /** Rejects with a StartupError when the tree cannot go on. */
  readonly failed: Promise<never>;
  #fail: (error: StartupError) => void = () => {};
  // By name and in the order of their start.
  readonly #children = new Map<string, Child>();
  readonly #restarts = new Map<string, number>();
  #phase: 'starting' | 'running' | 'stopping' = 'starting';

  constructor() {
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever waits sees it; nobody waiting must not end the process.
    this.failed.catch(() => {});
  }

  /** Starts a child. */
  start(spec: ChildSpec, loss: Loss): Child {
    if (this.#phase === 'stopping') throw new StartupError(`Stopped before the ${spec.name} was started.`);
    const child = new Child(spec);
    const startedAt = Date.now();
    this.#children.set(spec.name, child);
    child.ended.then((how) => this.#onEnd(child, loss, how, Date.now() - startedAt));
    return child;
  }

  /** Says that the whole tree has started: from here on a replaceable child is replaced. */
  settle(): void {
    if (this.#phase === 'starting') this.#phase = 'running';
  }

  /** Stops every child, one after the other, the last one started first. Each has 10 s. */
  async stop(): Promise<void> {
    this.#phase = 'stopping';
    for (const child of [...this.#children.values()].reverse()) await child.stop();
  }

  #onEnd(child: Child, loss: Loss, how: string, lifetimeMs: number): void {
    const { name } = child.spec;
    if (this.#phase === 'stopping') return;
    // Not for ever: a process that cannot live says so best by an npm start that ends.
    const restarts = lifetimeMs > STEADY_MS ? 0 : (this.#restarts.get(name) ?? 0);
    const wait = RESTART_AFTER_MS[restarts];
    if (this.#phase === 'starting') {
      this.#fail(new StartupError(`The ${name} did not start (${how}); the lines above say why.`));
    } else if (loss === 'fatal') {
      this.#fail(new StartupError(`The ${name} ended by itself (${how}), so all stops.`));
    } else if (wait === undefined) {
      this.#fail(new StartupError(`The ${name} ended ${restarts + 1} times in a row (${how}), so all stops.`));
    } else {
      this.#restarts.set(name, restarts + 1);
      process.stderr.write(`The ${name} ended by itself (${how}); another one starts in ${wait / 1000} s.\n`);
      setTimeout(() => {
        if (this.#phase === 'running') this.start(child.spec, loss);
      }, wait);
    }
  }
}
