/** How many calls to Cal.com one key may cause by `no-cache`, over the whole fleet: a share of the account's limit. */
import { hash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../../account/account_key.ts';

/** The window in which Cal.com counts. */
const WINDOW_SECONDS = 60;

/** What is left of each key's share. */
export class NoCacheBudget {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #most: number;

  /**
   * @param account its name
   * @param most questions that one key may have asked of Cal.com in a minute in this way
   */
  constructor(redis: Redis | Cluster, account: string, most: number) {
    this.#redis = redis;
    this.#account = account;
    this.#most = most;
  }

  /** Spends one, where one is left. @returns whether there was one @throws when Redis cannot be reached */
  async spend(owner: string): Promise<boolean> {
    const key = accountKey(this.#account, hash('sha256', owner).slice(0, 16), 'no-cache');
    const [spent] = (await this.#redis.multi().incr(key).expire(key, WINDOW_SECONDS, 'NX').exec()) ?? [];
    const [error, count] = spent ?? [];
    if (error) throw error;
    return Number(count) <= this.#most;
  }
}
