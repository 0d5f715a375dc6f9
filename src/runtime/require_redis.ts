import { connectRedis } from '../queues/connection/redis_connection.ts';
import { infoField, isNewEnough, OLDEST_MAJOR } from '../redis/redis_info.ts';
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
const connect = (url: string): ReturnType<typeof connectRedis> => {
  try {
    return connectRedis(url, 'worker');
  } catch (error) {
    throw new StartupError(`REDIS_URL ${(error as Error).message}.`);
  }
};

/** `INFO`, once Redis is there and has loaded its data: both may have been started at the same time. */
const readInfo = async (url: string, patienceMs: number): Promise<string> => {
  const redis = connect(url);
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
 * Makes sure that the Redis at `url` can carry the queues, before anything is built on it.
 *
 * @param url one server, a Sentinel or a Cluster, in the forms that `connectRedis` takes.
 * @param patienceMs how long it may take to answer, in ms; 5 s unless told.
 * @returns a warning when it may evict keys: BullMQ loses jobs then, yet the system runs.
 * @throws StartupError when it cannot be reached in time, refuses the credentials, or is older than 7.0.
 */
export const requireRedis = async (url: string, patienceMs = PATIENCE_MS): Promise<string | undefined> => {
  const name = `Redis at ${withoutCredentials(url)}`;
  let info: string;
  try {
    info = await readInfo(url, patienceMs);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const { message } = error as Error;
    if (/unknown command/.test(message))
      throw new StartupError(`${name} is too old: Slotproof needs ${OLDEST_MAJOR}.0 or newer.`);
    throw new StartupError(
      `${name} cannot be used within ${patienceMs / 1000} s: ${message}. Start it, or set REDIS_URL to one that runs.`,
    );
  }
  const version = infoField(info, 'redis_version') ?? 'unknown';
  if (!isNewEnough(version))
    throw new StartupError(`${name} is version ${version}, and Slotproof needs ${OLDEST_MAJOR}.0 or newer.`);
  const policy = infoField(info, 'maxmemory_policy');
  if (policy === undefined || policy === 'noeviction') return undefined;
  return `${name} has maxmemory-policy ${policy}: when its memory is full it drops queued jobs. Set it to noeviction.`;
};
