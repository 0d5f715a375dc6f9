/**
 * Those in this process who wait for a turn, in the order of their priority, and those whose call is under way.
 *
 * bottleneck keeps the order and the cap. Its reservoir is empty, and each turn that the fleet grants puts in one: so a turn goes
 * to whoever is first at the moment it comes, not to whoever asked for it. Between processes it is not used: its own counting in
 * Redis does not survive a loss of Redis' data.
 */
import Bottleneck from 'bottleneck';
import { TurnTooFar } from './errors.ts';
import type { Turn } from './fleet_state.ts';

/** More than ever wait in a worker; beyond it bottleneck drops the oldest of the least important. */
const MOST_WAITING = 1_000;
const LEAST_IMPORTANT = 9;
/** When someone who was dropped may try again. */
const CROWDED_MS = 1_000;

interface Waiter {
  /** When its patience ends, by `performance.now()`. */
  readonly until: number;
  leave(reason: unknown): void;
}

/** A turn on its way to whoever is first. */
interface Admission {
  readonly turn: Turn;
  /** Somebody has it, or it was given back. */
  readonly arrived: () => void;
}

/** Those who wait, and the turns that are on their way to one of them. */
interface Line {
  readonly queue: Bottleneck;
  readonly admissions: Admission[];
}

/** A waiting room for turns. */
export class WaitingRoom {
  readonly #mostAtOnce: number;
  readonly #giveBack: (turn: Turn) => void;
  readonly #waiters = new Set<Waiter>();
  #line: Line;
  #running = 0;

  /**
   * @param mostAtOnce calls under way in this process at once
   * @param giveBack takes a turn that nobody wants any longer
   */
  constructor(mostAtOnce: number, giveBack: (turn: Turn) => void) {
    this.#mostAtOnce = mostAtOnce;
    this.#giveBack = giveBack;
    this.#line = this.#newLine();
  }

  /** Whether someone waits. */
  get someoneWaits(): boolean {
    return this.#waiters.size > 0;
  }

  /** Whether one more call may run. */
  get hasRoom(): boolean {
    return this.#running < this.#mostAtOnce;
  }

  /**
   * Waits for a turn and runs `work` with it.
   * @throws whatever `work` throws, the reason with which the waiter is sent away, or the signal's reason
   */
  wait<T>(
    work: (turn: Turn) => Promise<T>,
    { priority, patienceMs, signal }: { priority: number; patienceMs: number; signal: AbortSignal },
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const line = this.#line;
    const giveUp = (): void => waiter.leave(signal.reason);
    const waiter: Waiter = {
      until: performance.now() + patienceMs,
      leave: (reason) => {
        if (!this.#waiters.delete(waiter)) return;
        signal.removeEventListener('abort', giveUp);
        reject(reason);
        if (this.#waiters.size === 0) this.#clear();
      },
    };
    this.#waiters.add(waiter);
    signal.addEventListener('abort', giveUp, { once: true });

    const run = async (): Promise<void> => {
      const admission = line.admissions.shift();
      if (admission === undefined) return;
      // Gone while the turn was on its way: it is the next one's.
      if (!this.#waiters.delete(waiter)) return this.#pass(admission);
      signal.removeEventListener('abort', giveUp);
      this.#running += 1;
      admission.arrived();
      try {
        resolve(await work(admission.turn));
      } catch (error) {
        reject(error);
      } finally {
        this.#running -= 1;
      }
    };
    line.queue
      .schedule({ priority: Math.min(LEAST_IMPORTANT, Math.max(0, Math.round(priority))) }, run)
      .catch(() => waiter.leave(new TurnTooFar(CROWDED_MS)));
    return promise;
  }

  /** Lets in whoever is first, or gives the turn back where nobody waits. Resolves when either has been done. */
  async admit(turn: Turn): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    await this.#pass({ turn, arrived: resolve });
    await promise;
  }

  /** Sends away all whose patience ends within so many ms. */
  sendAwayImpatient(waitMs: number, reason: () => unknown): void {
    const at = performance.now() + waitMs;
    for (const waiter of [...this.#waiters]) if (waiter.until < at) waiter.leave(reason());
  }

  /** Sends everyone away. */
  sendAwayAll(reason: () => unknown): void {
    for (const waiter of [...this.#waiters]) waiter.leave(reason());
  }

  async #pass(admission: Admission): Promise<void> {
    if (this.#waiters.size === 0) return this.#return(admission);
    this.#line.admissions.push(admission);
    await this.#line.queue.incrementReservoir(1);
  }

  #return({ turn, arrived }: Admission): void {
    this.#giveBack(turn);
    arrived();
  }

  /** bottleneck cannot take back one job that waits. Where all have left, its queue holds nobody but them: a new one begins empty. */
  #clear(): void {
    const { queue, admissions } = this.#line;
    this.#line = this.#newLine();
    for (const admission of admissions.splice(0)) this.#return(admission);
    queue.stop({ dropWaitingJobs: true }).catch(() => undefined);
  }

  #newLine(): Line {
    const queue = new Bottleneck({
      reservoir: 0,
      maxConcurrent: this.#mostAtOnce,
      highWater: MOST_WAITING,
      strategy: Bottleneck.strategy.LEAK,
    });
    return { queue, admissions: [] };
  }
}
