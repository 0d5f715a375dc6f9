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
  /** Lower first, 0 to 9. */
  readonly priority: number;
  /** When its patience ends, by `performance.now()`. */
  readonly until: number;
  /** Runs the call with the turn that has come. Never rejects. */
  begin(turn: Turn): Promise<void>;
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
  /** The latest that the machine's clock has shown, in ms. */
  #latest = Number.NEGATIVE_INFINITY;
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
    const giveUp = (): void => waiter.leave(signal.reason);
    const waiter: Waiter = {
      priority: Math.min(LEAST_IMPORTANT, Math.max(0, Math.round(priority))),
      until: performance.now() + patienceMs,
      begin: async (turn) => {
        signal.removeEventListener('abort', giveUp);
        this.#running += 1;
        try {
          resolve(await work(turn));
        } catch (error) {
          reject(error);
        } finally {
          this.#running -= 1;
        }
      },
      leave: (reason) => {
        if (!this.#waiters.delete(waiter)) return;
        signal.removeEventListener('abort', giveUp);
        reject(reason);
        if (this.#waiters.size === 0) this.#clear();
      },
    };
    this.#followClock();
    this.#waiters.add(waiter);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#queueUp(waiter);
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

  #queueUp(waiter: Waiter): void {
    const line = this.#line;
    const run = async (): Promise<void> => {
      const admission = line.admissions.shift();
      if (admission === undefined) return;
      // Gone while the turn was on its way: it is the next one's.
      if (!this.#waiters.delete(waiter)) return this.#pass(admission);
      admission.arrived();
      await waiter.begin(admission.turn);
    };
    line.queue.schedule({ priority: waiter.priority }, run).catch(() => {
      // Out of a line that was left for another nobody is sent away.
      if (line === this.#line) waiter.leave(new TurnTooFar(CROWDED_MS));
    });
  }

  /**
   * bottleneck goes by the machine's clock and begins nothing before the moment at which it began the last: were the clock set back by an
   * hour, it would rest for one. So everyone moves to a new line when the clock shows less than before.
   */
  #followClock(): void {
    const now = Date.now();
    const wasSetBack = now < this.#latest;
    this.#latest = now;
    if (!wasSetBack) return;
    const { queue, admissions } = this.#line;
    this.#line = this.#newLine();
    queue.stop({ dropWaitingJobs: true }).catch(() => undefined);
    for (const waiter of this.#waiters) this.#queueUp(waiter);
    for (const admission of admissions.splice(0)) void this.#pass(admission);
  }

  async #pass(admission: Admission): Promise<void> {
    this.#followClock();
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
