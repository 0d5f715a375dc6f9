/**
 * The clock of a process: Redis', which is the same for the whole fleet. How old a day is, which of two came first and when a job is due is told by
 * instants that other processes have written. With each machine's own clock, a worker that is an hour ahead has observed days an hour from now: they
 * stay fresh for that hour, know of no booking, and no other answer replaces them.
 *
 * Between two looks at Redis the monotonic clock goes on, which no step moves. Without Redis it goes on alone.
 */
import type { Cluster, Redis } from 'ioredis';
import { QUEUE_PREFIX } from '../queues/job_queue/job_queue.ts';

/** A step of the machine's clock is never seen, one of Redis' for so long; milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** TIME has no key, and each node of a Cluster its own clock. */
const TIME = `return redis.call('TIME')`;
const OF_NODE = `${QUEUE_PREFIX}:clock`;

/** An instant that Redis told, between the monotonic instants at which it was asked and had answered; all in ms. */
export interface ToldTime {
  readonly redis: number;
  readonly sent: number;
  readonly received: number;
}

/**
 * What has to be added to the monotonic clock: what was, wherever it can still be right. So nothing is moved by the way to Redis, however long an
 * answer took.
 */
export const corrected = (offset: number, { redis, sent, received }: ToldTime): number =>
  Math.min(Math.max(offset, redis - received), redis - sent);

/** Redis' clock. */
export interface RedisClock {
  /** Epoch ms, a whole number. */
  now(): number;
  stop(): void;
}

/** Where a clock begins, and what it goes on by. */
export interface OwnClocks {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

/**
 * Follows it.
 * @param redis a connection whose commands wait while Redis is away
 * @throws (rejects) when Redis refuses to tell the time
 */
export const followRedisClock = async (
  redis: Pick<Redis | Cluster, 'eval'>,
  { wall, monotonic }: OwnClocks = { wall: Date.now, monotonic: () => performance.now() },
): Promise<RedisClock> => {
  let offset = wall() - monotonic();
  const look = async (): Promise<void> => {
    const sent = monotonic();
    const told = await redis.eval(TIME, 1, OF_NODE);
    const received = monotonic();
    const [seconds = 0, microseconds = 0] = Array.isArray(told) ? told.map(Number) : [];
    offset = corrected(offset, { redis: seconds * 1_000 + microseconds / 1_000, sent, received });
  };
  await look();
  let isUnderWay = false;
  const timer = setInterval(() => {
    if (isUnderWay) return;
    isUnderWay = true;
    look()
      .catch(() => undefined)
      .finally(() => {
        isUnderWay = false;
      });
  }, LOOK_EVERY_MS).unref();
  return { now: () => Math.floor(monotonic() + offset), stop: () => clearInterval(timer) };
};
