/** Whether Redis takes reads and writes, and which of two does not. */
import type { Cluster, Redis } from 'ioredis';
import { accountKey } from '../../account/account_key.ts';
import { redisFaultInWords } from '../../redis/redis_fault.ts';
import { CACHE_ROLE, QUEUES_ROLE } from '../../redis/redis_role.ts';
import type { EpochMs } from '../../verification/time.ts';

/** Longer than anybody waits for the next look. */
const KEPT_SECONDS = 60;

/** What is asked, and in whose name. */
export interface AskedRedis {
  readonly connection: Redis | Cluster;
  /** The same where the cache has no Redis of its own. */
  readonly cache: Redis | Cluster;
  /** Of the account. */
  readonly account: string;
  readonly clock: () => EpochMs;
}

/** How Redis is. */
export interface RedisHealth {
  /** Why it cannot be used, in words, which name the setting where there are two; undefined where it takes reads and writes. */
  redisFault(): Promise<string | undefined>;
  /** Whether the cache's own Redis can be used; undefined where it has none. */
  isCacheRedisUp(): Promise<boolean | undefined>;
}

/** Looks when it is asked. */
export const redisHealth = ({ connection, cache, account, clock }: AskedRedis): RedisHealth => {
  const faultOf = async (redis: Redis | Cluster): Promise<string | undefined> => {
    try {
      await redis.set(accountKey(account, 'health', 'written'), clock(), 'EX', KEPT_SECONDS);
      return undefined;
    } catch (error) {
      return redisFaultInWords(error instanceof Error ? error : new Error(String(error)));
    }
  };
  if (cache === connection) {
    return { redisFault: () => faultOf(connection), isCacheRedisUp: () => Promise.resolve(undefined) };
  }
  return {
    redisFault: async () => {
      const [ofQueues, ofCache] = await Promise.all([faultOf(connection), faultOf(cache)]);
      const faults = [
        ...(ofQueues === undefined ? [] : [`${QUEUES_ROLE.setting}: ${ofQueues}`]),
        ...(ofCache === undefined ? [] : [`${CACHE_ROLE.setting}: ${ofCache}`]),
      ];
      return faults.length === 0 ? undefined : faults.join('; ');
    },
    isCacheRedisUp: async () => (await faultOf(cache)) === undefined,
  };
};
