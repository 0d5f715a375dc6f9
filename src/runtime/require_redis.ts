import { connectRedis } from '../queues/connection/redis_connection.ts';
import { infoField, isNewEnough, OLDEST_MAJOR } from '../redis/redis_info.ts';
import { CACHE_ROLE, QUEUES_ROLE, type RedisRole } from '../redis/redis_role.ts';
import { StartupError } from '../config/startup_error.ts';

const PATIENCE_MS = 5_000;

/** Answers that waiting does not better: the credentials are wrong, or Redis is older than the protocol. */
const FINAL = /NOAUTH|WRONGPASS|NOPERM|unknown command/;

/** The URL without the password that it may carry, fit for a message. */
const withoutCredentials = (url: string): string => url.replace(/\?.*$/, '').replace(/\/\/.*@/, '//');

const reasonOf = (error: Error & { code?: string; lastNodeError?: Error }): string => {
  // A cluster tells what went wrong in its last node; an address with several hosts tells only a code.
  const { message } = error.lastNodeError ?? error;
  return (message || error.code || 'no reason is known').replace(/\.$/, '');
};

/** @throws StartupError for a URL that cannot be read */
const connect = (url: string, { setting }: RedisRole): ReturnType<typeof connectRedis> => {
  try {
    return connectRedis(url, 'worker');
  } catch (error) {
    throw new StartupError(`${setting} ${(error as Error).message}.`);
  }
};

/** `INFO`, once Redis is there and has loaded its data: both may have been started at the same time. */
const readInfo = async (url: string, role: RedisRole, patienceMs: number): Promise<string> => {
  const redis = connect(url, role);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      let reason = 'it does not answer';
      timer = setTimeout(() => reject(new Error(reason)), patienceMs);
      redis.on('error', (error: Error) => {
        reason = reasonOf(error);
        if (FINAL.test(reason)) reject(new Error(reason));
      });
      redis.info().then(resolve, (error: Error) => reject(new Error(reasonOf(error))));
    });
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
};

/**
 * Makes sure that the Redis at `url` can do what it is for, before anything is built on it.
 *
 * @param url one server, a Sentinel or a Cluster, in the forms that `connectRedis` takes.
 * @param patienceMs how long it may take to answer, in ms; 5 s unless told.
 * @param role the queues' unless told.
 * @returns a warning when it may evict keys: what was accepted or told of is lost then, yet the system runs.
 * @throws StartupError when it cannot be reached in time, refuses the credentials, or is older than 7.0.
 */
export const requireRedis = async (
  url: string,
  patienceMs = PATIENCE_MS,
  role: RedisRole = QUEUES_ROLE,
): Promise<string | undefined> => {
  const name = `${role.name} at ${withoutCredentials(url)}`;
  let info: string;
  try {
    info = await readInfo(url, role, patienceMs);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { message } = error as Error;
    if (/unknown command/.test(message))
      throw new StartupError(`${name} is too old: Slotproof needs ${OLDEST_MAJOR}.0 or newer.`);
    throw new StartupError(
      `${name} cannot be used within ${patienceMs / 1000} s: ${message}. Start it, or set ${role.setting} to one that runs.`,
    );
  }
  const version = infoField(info, 'redis_version') ?? 'unknown';
  if (!isNewEnough(version))
    throw new StartupError(`${name} is version ${version}, and Slotproof needs ${OLDEST_MAJOR}.0 or newer.`);
  const policy = infoField(info, 'maxmemory_policy');
  if (policy === undefined || policy === 'noeviction') return undefined;
  return `${name} has maxmemory-policy ${policy}: when its memory is full it drops ${role.drops}. Set it to noeviction.`;
};

/**
 * The same of each Redis that is named, at once.
 * @returns the warnings
 * @throws StartupError of the first that cannot be used
 */
export const requireEachRedis = async ({
  redisUrl,
  cacheRedisUrl,
}: {
  readonly redisUrl: string | undefined;
  readonly cacheRedisUrl: string | undefined;
}): Promise<readonly string[]> => {
  const warnings = await Promise.all([
    redisUrl === undefined ? undefined : requireRedis(redisUrl),
    cacheRedisUrl === undefined ? undefined : requireRedis(cacheRedisUrl, PATIENCE_MS, CACHE_ROLE),
  ]);
  return warnings.filter((warning) => warning !== undefined);
};
