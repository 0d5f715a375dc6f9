/** How many calls to Cal.com one key may cause in some way, over the whole fleet: a share of the account's limit. */
import { hash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../../account/account_key.ts';
import { isRedisFault } from '../../redis/redis_fault.ts';

/** The window in which Cal.com counts. */
const WINDOW_SECONDS = 60;

/** What is left of each key's share. */
export class CallShare {
  readonly #redis: Redis | Cluster;
  readonly #account: string;
  readonly #way: string;
  readonly #most: number;

  /**
   * @param account its name
   * @param way how they are caused, such as `no-cache`
   * @param most calls that one key may cause in a minute in this way
   */
  constructor(redis: Redis | Cluster, account: string, way: string, most: number) {
    this.#redis = redis;
    this.#account = account;
    this.#way = way;
    this.#most = most;
  }

  /** Spends so many, where they are left. @returns whether they were @throws when Redis cannot be reached */
  async spend(owner: string, calls = 1): Promise<boolean> {
    const key = accountKey(this.#account, hash('sha256', owner).slice(0, 16), this.#way);
    const [spent] = (await this.#redis.multi().incrby(key, calls).expire(key, WINDOW_SECONDS, 'NX').exec()) ?? [];
    const [error, count] = spent ?? [];
    if (error) throw error;
    return Number(count) <= this.#most;
  }

  /** The same for whoever can be answered without: what cannot be counted is not spent. */
  async spendIfCounted(owner: string, calls = 1): Promise<boolean> {
    try {
      return await this.spend(owner, calls);
    } catch (error) {
      if (isRedisFault(error)) return false;
      throw error;
    }
  }
}
