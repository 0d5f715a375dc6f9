import { Redis } from 'ioredis';
import { StartupError } from './startup_error.ts';

const OLDEST_MAJOR = 7;
const PATIENCE_MS = 5_000;

/** `redis://host:port` without the password that a Redis URL may carry, fit for a message. */
const withoutCredentials = (url: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed === undefined ? 'REDIS_URL' : `${parsed.protocol}//${parsed.host}`;
};

/** `INFO` once Redis has loaded its data. Tries again until `deadline`: both may have been started at the same time. */
const readInfo = async (url: string, deadline: number): Promise<string> => {
  for (;;) {
    const left = Math.max(1, deadline - Date.now());
    const redis = new Redis(url, {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      connectTimeout: left,
      commandTimeout: left,
      // RESP3 begins with HELLO, which a Redis too old to be used does not know; it is to be told its age instead.
      protocol: 2,
      // Asked for below, in the same answer as the rest.
      enableReadyCheck: false,
    });
    let lastError: Error | undefined;
    redis.on('error', (error: Error) => {
      lastError = error;
    });
    try {
      await redis.connect();
      const info = await redis.info();
      if (!/^loading:1/m.test(info)) return info;
      lastError = new Error('it is still loading its data');
    } catch (error) {
      // ioredis rejects with "Connection is closed" and gives the reason in the event.
      lastError ??= error as Error;
    } finally {
      redis.disconnect();
    }
    if (/NOAUTH|WRONGPASS|NOPERM/.test(lastError.message) || Date.now() + 100 >= deadline) throw lastError;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const field = (info: string, name: string): string | undefined => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];

/**
 * Makes sure that the Redis at `url` can carry the queues, before anything is built on it.
 *
 * @param patienceMs how long it may take to answer, in ms; 5 s unless told.
 * @returns a warning when it may evict keys: BullMQ loses jobs then, yet the system runs.
 * @throws StartupError when it cannot be reached in time, refuses the credentials, or is older than 7.0.
 */
export const requireRedis = async (url: string, patienceMs = PATIENCE_MS): Promise<string | undefined> => {
  const name = withoutCredentials(url);
  let info: string;
  try {
    info = await readInfo(url, Date.now() + patienceMs);
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    throw new StartupError(
      `Redis at ${name} cannot be used within ${patienceMs / 1000} s: ${reason}. Start it, or set REDIS_URL to one that runs.`,
    );
  }
  const version = field(info, 'redis_version') ?? 'unknown';
  if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR))
    throw new StartupError(`Redis at ${name} is version ${version}, and Slotproof needs ${OLDEST_MAJOR}.0 or newer.`);
  const policy = field(info, 'maxmemory_policy');
  if (policy === undefined || policy === 'noeviction') return undefined;
  return `Redis at ${name} has maxmemory-policy ${policy}: when its memory is full it drops queued jobs. Set it to noeviction.`;
};
