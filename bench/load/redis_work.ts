/** What a Redis has done, by what it says of itself. */
import type { Redis } from 'ioredis';
import { infoField } from '../../src/redis/redis_info.ts';

/** What was done between two looks. */
export interface RedisWork {
  /** Processor time of the thread that answers, in µs: one core of it is all that a Redis has. */
  readonly microseconds: number;
  /** How often each command was carried out, those of scripts too. */
  readonly commands: Readonly<Record<string, number>>;
}

const THREAD_FIELDS = ['used_cpu_user_main_thread', 'used_cpu_sys_main_thread'];

const cpuOf = async (redis: Redis): Promise<number> => {
  const info = await redis.info('cpu');
  return THREAD_FIELDS.reduce((sum, field) => sum + Number(infoField(info, field)), 0) * 1_000_000;
};

/** Begins to look. @returns ends it, with what was done meanwhile */
export const watchRedis = async (redis: Redis): Promise<() => Promise<RedisWork>> => {
  await redis.config('RESETSTAT');
  const before = await cpuOf(redis);
  return async () => {
    const microseconds = (await cpuOf(redis)) - before;
    const stats = await redis.info('commandstats');
    const commands = [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(
      ([, name = '', calls]) => [name, Number(calls)] as const,
    );
    return { microseconds, commands: Object.fromEntries(commands) };
  };
};
