/** Waiting for jobs to finish: one subscription to a queue's events for a whole process, however many wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Queue, QueueEvents } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { QUEUE_PREFIX } from './job_queue.ts';

/** How a job ended. `reason` is BullMQ's failed reason. */
export type JobEnd =
  | { readonly state: 'completed'; readonly value: unknown }
  | {
      readonly state: 'failed';
      readonly reason: string;
      /** There is no such job (any more): nobody works on it, and who needs it has to ask again. */
      readonly isGone?: true;
    };

/** Who waits for a job. */
interface Waiter {
  readonly tell: (end: JobEnd) => void;
  /** Whether there was a job when the wait began. */
  readonly hasJob: boolean;
}

/**
 * How often the jobs that are waited for are looked at, whatever events come: a failover loses jobs and events that the replica had not got, and a
 * verification would wait ten minutes for a range that nobody fetches.
 */
const LOOK_EVERY_MS = 2_500;

/** A look that takes longer is not waited for: what was sent to a lost master of a Cluster may never be answered. */
const LOOK_PATIENCE_MS = 5_000;

/** Tells when jobs of one queue finish. */
export class FinishedJobs {
  readonly #queue: Queue;
  readonly #connection: Redis | Cluster;
  readonly #onError: (error: Error) => void;
  readonly #waiting = new Map<string, Set<Waiter>>();
  readonly #looking: NodeJS.Timeout;
  #isLooking = false;
  /** Jobs whose end a look found, and of which no event has come yet. */
  readonly #unheard = new Set<string>();
  #events: QueueEvents;
  /** Of the last event that was read. */
  #lastEventId = '$';

  /** @param connection a `worker` connection; the subscription makes its own copy of it, as reading events blocks */
  constructor(queue: Queue, connection: Redis | Cluster, onError: (error: Error) => void) {
    this.#queue = queue;
    this.#connection = connection;
    this.#onError = onError;
    this.#events = this.#subscribe();
    this.#looking = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
  }

  #subscribe(): QueueEvents {
    const events = new QueueEvents(this.#queue.name, {
      connection: this.#connection,
      prefix: QUEUE_PREFIX,
      lastEventId: this.#lastEventId,
    });
    const hear = (eventId: string, jobId: string, end: JobEnd): void => {
      this.#lastEventId = eventId;
      this.#unheard.delete(jobId);
      for (const { tell } of this.#waiting.get(jobId) ?? []) tell(end);
    };
    events.on('completed', ({ jobId, returnvalue }, id) => hear(id, jobId, { state: 'completed', value: returnvalue }));
    events.on('failed', ({ jobId, failedReason }, id) => hear(id, jobId, { state: 'failed', reason: failedReason }));
    events.on('error', this.#onError);
    return events;
  }

  async ready(): Promise<void> {
    await this.#events.waitUntilReady();
  }

  /**
   * Waits until the job finishes or `signal` says stop. Call it before the job is added, with the id that it will get: an event
   * cannot then be missed. A job that was added before may have finished already, so it is looked at, and again and again: it may be lost.
   * @param hasJob whether it was added before
   * @returns undefined when `signal` came first
   */
  async wait(jobId: string, signal: AbortSignal, hasJob = false): Promise<JobEnd | undefined> {
    if (signal.aborted) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<JobEnd | undefined>();
    const stop = () => resolve(undefined);
    const waiter: Waiter = { tell: resolve, hasJob };
    const waiters = this.#waiting.get(jobId) ?? new Set();
    waiters.add(waiter);
    this.#waiting.set(jobId, waiters);
    signal.addEventListener('abort', stop, { once: true });
    if (hasJob) this.finishOf(jobId).then((finish) => finish !== undefined && resolve(finish), reject);
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      waiters.delete(waiter);
      if (waiters.size === 0) this.#waiting.delete(jobId);
    }
  }

  /** How the job ended, if it has. */
  async finishOf(jobId: string): Promise<JobEnd | undefined> {
    const job = await this.#queue.getJob(jobId);
    if (job === undefined) return { state: 'failed', reason: 'The job is gone.', isGone: true };
    if (job.finishedOn === undefined) return undefined;
    // Not by its failedReason: a job that failed, was tried again and then completed keeps that of its last failure.
    return job.returnvalue === null || job.returnvalue === undefined
      ? { state: 'failed', reason: job.failedReason }
      : { state: 'completed', value: job.returnvalue };
  }

  /** Makes the subscription anew, where it left off: what it reads from may be a server that hears of nothing any more. */
  async renew(): Promise<void> {
    const former = this.#events;
    this.#events = this.#subscribe();
    await former.close();
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await this.#events.close();
  }

  async #look(): Promise<void> {
    // Where Redis is away, few looks are enough to wait for it.
    if (this.#isLooking) return;
    this.#isLooking = true;
    // Since the last look its event should have come: in a Cluster that failed over, a subscription may wait for ever.
    if (this.#unheard.size > 0) this.renew().catch(this.#onError);
    this.#unheard.clear();
    try {
      const looks = [...this.#waiting].map(([jobId, waiters]) => this.#lookAt(jobId, waiters));
      await Promise.race([Promise.all(looks), sleep(LOOK_PATIENCE_MS, undefined, { ref: false })]);
    } catch {
      // The next one tells.
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookAt(jobId: string, waiters: ReadonlySet<Waiter>): Promise<void> {
    const end = await this.finishOf(jobId);
    if (end === undefined) return;
    const isGone = end.state === 'failed' && end.isGone === true;
    if (!isGone && waiters.size > 0) this.#unheard.add(jobId);
    // Who waits for a job that is still to be added is not told that there is none.
    for (const { tell, hasJob } of waiters) if (hasJob || !isGone) tell(end);
  }
}
