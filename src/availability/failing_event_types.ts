/** Which event types Cal.com fails for, as a figure: the marks themselves lie with the days. */
import type { Cluster, Redis } from 'ioredis';
import type { EpochMs } from '../verification/time.ts';
import { type FailingMark, forgottenAt } from './failing.ts';
import type { SegmentsName } from './segment_key.ts';

/** A sorted set of names, scored by when each is forgotten. */
const KEY = 'slotproof:failing-event-types';

/** The fleet's failing event types. Every method rejects when Redis does. */
export class FailingEventTypes {
  readonly #redis: Redis | Cluster;

  constructor(redis: Redis | Cluster) {
    this.#redis = redis;
  }

  /** Cal.com fails for it. */
  async note(name: SegmentsName, mark: FailingMark): Promise<void> {
    await this.#redis.zadd(KEY, forgottenAt(mark), name);
  }

  /** Cal.com answered for it. */
  async clear(name: SegmentsName): Promise<void> {
    await this.#redis.zrem(KEY, name);
  }

  /** How many there are. */
  async count(now: EpochMs): Promise<number> {
    await this.#redis.zremrangebyscore(KEY, '-inf', now);
    return await this.#redis.zcard(KEY);
  }
}
