/** Which event types Cal.com fails for, as a figure: the marks themselves lie with the days. */
import { accountKey } from '../account/account_key.ts';
import type { Cluster, Redis } from 'ioredis';
import type { EpochMs } from '../verification/time.ts';
import { type FailingMark, forgottenAt } from './failing.ts';
import type { SegmentsName } from './segment_key.ts';

/** The fleet's failing event types. Every method rejects when Redis does. */
export class FailingEventTypes {
  readonly #redis: Redis | Cluster;
  /** A sorted set of names, scored by when each is forgotten. */
  readonly #key: string;

  /** @param account its name */
  constructor(redis: Redis | Cluster, account: string) {
    this.#redis = redis;
    this.#key = accountKey(account, 'failing', 'event-types');
  }

  /** Cal.com fails for it. */
  async note(name: SegmentsName, mark: FailingMark): Promise<void> {
    await this.#redis.zadd(this.#key, forgottenAt(mark), name);
  }

  /** Cal.com answered for it. */
  async clear(name: SegmentsName): Promise<void> {
    await this.#redis.zrem(this.#key, name);
  }

  /** How many there are. */
  async count(now: EpochMs): Promise<number> {
    await this.#redis.zremrangebyscore(this.#key, '-inf', now);
    return await this.#redis.zcard(this.#key);
  }
}
