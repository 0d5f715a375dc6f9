/** Connections to Redis, by what they are for: the purpose decides how long a command may wait. */
import { Cluster, Redis } from 'ioredis';

/**
 * `producer`: a request is waiting, so commands fail within a second while Redis is away (BullMQ, "Going to production").
 * `worker`: nobody is waiting, so commands wait until Redis is back.
 * `subscriber`: listens, and subscribes again by itself after a loss.
 */
export type Purpose = 'producer' | 'worker' | 'subscriber';

/** How long a producer's command may take, in milliseconds. */
const PRODUCER_COMMAND_TIMEOUT_MS = 800;

/**
 * What a server says that is no longer the one to ask: it was made a replica, or is about to go. A connection to it stays open, and would say so
 * for ever; one that is made anew by the same address leads to its successor.
 */
const NO_LONGER_IT = /^(?:READONLY|UNBLOCKED|LOADING|MASTERDOWN)\b/;

/** Made anew, and the command is sent again: it was not carried out. */
const reconnectOnError = (error: Error): 2 | false => (NO_LONGER_IT.test(error.message) ? 2 : false);

/**
 * A server that does not answer for so long is frozen, or gone without a word. Longer than BullMQ's reads block: they wait ten seconds at most and are
 * answered then.
 */
const SOCKET_TIMEOUT_MS = 12_000;

/** A subscriber sends nothing by itself, so nothing would tell it that nobody is there any more. */
const PING_EVERY_MS = 5_000;

/** Reconnect soon at first and at most every second: an api that answers 503 should notice the recovery at once. */
const retryStrategy = (attempts: number): number => Math.min(50 * attempts, 1_000);

/** The options that one server and a cluster share, by name and meaning. */
interface ConnectionOptions {
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue: boolean;
  readonly enableAutoPipelining: boolean;
  readonly commandTimeout?: number;
}

const OPTIONS: Readonly<Record<Purpose, ConnectionOptions>> = {
  producer: {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    commandTimeout: PRODUCER_COMMAND_TIMEOUT_MS,
  },
  worker: { maxRetriesPerRequest: null, enableOfflineQueue: true, enableAutoPipelining: false },
  subscriber: { maxRetriesPerRequest: null, enableOfflineQueue: true, enableAutoPipelining: false },
};

/**
 * Opens a connection.
 *
 * Forms of the URL: `redis://…` and `rediss://…` (one server), `redis+sentinel://host:port,host:port/master-name`,
 * `redis+cluster://host:port,host:port`; each with `user:password@` where it is needed.
 */
export const connectRedis = (url: string, purpose: Purpose): Redis | Cluster => {
  const options = OPTIONS[purpose];
  if (url.startsWith('redis+cluster://')) {
    const { nodes, credentials } = parseNodes(url);
    const { enableOfflineQueue, enableAutoPipelining, ...redisOptions } = options;
    return new Cluster(nodes, {
      redisOptions: { ...redisOptions, ...credentials, socketTimeout: SOCKET_TIMEOUT_MS },
      enableOfflineQueue,
      enableAutoPipelining,
      clusterRetryStrategy: retryStrategy,
    });
  }
  if (url.startsWith('redis+sentinel://')) {
    const { nodes, credentials, path } = parseNodes(url);
    return attentive(
      new Redis({ ...options, ...credentials, ...LASTING, sentinels: nodes, name: path || 'mymaster' }),
      purpose,
    );
  }
  return attentive(new Redis({ ...options, ...serverOf(url), ...LASTING }), purpose);
};

/** What lets a connection outlive the server at its other end. */
const LASTING = { retryStrategy, reconnectOnError, socketTimeout: SOCKET_TIMEOUT_MS };

/** A subscriber that asks again and again whether somebody is there. */
const attentive = (redis: Redis, purpose: Purpose): Redis => {
  if (purpose !== 'subscriber') return redis;
  const timer = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => undefined);
  }, PING_EVERY_MS);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
  return redis;
};

const serverOf = (url: string) => {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  const db = Number(pathname.slice(1));
  return {
    host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(port || 6379),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(Number.isInteger(db) && db > 0 ? { db } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
};

interface Nodes {
  readonly nodes: { readonly host: string; readonly port: number }[];
  readonly credentials: { readonly username?: string; readonly password?: string };
  readonly path: string;
}

const parseNodes = (url: string): Nodes => {
  const [, credentials, hosts = '', path = ''] = /^[^:]+:\/\/(?:([^@]*)@)?([^/]*)\/?(.*)$/.exec(url) ?? [];
  const [username, password] = (credentials ?? '').split(':').map(decodeURIComponent);
  return {
    nodes: hosts.split(',').map((node) => {
      const [host = '127.0.0.1', port = '6379'] = node.split(':');
      return { host, port: Number(port) };
    }),
    credentials: {
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    },
    path,
  };
};

/** Waits until a connection can be used. @throws Error when it is not ready within `timeoutMs` */
export const untilRedisReady = async (redis: Redis | Cluster, timeoutMs: number): Promise<void> => {
  if (redis.status === 'ready') return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`Redis was not ready within ${timeoutMs} ms`)), timeoutMs);
  redis.once('ready', resolve);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    redis.off('ready', resolve);
  }
};

/** Does something each time that a connection is there again after it was lost: once, however often it was tried. */
export const whenRenewed = (redis: Redis | Cluster, act: () => void): void => {
  let wasLost = false;
  redis.on('reconnecting', () => {
    wasLost = true;
  });
  redis.on('ready', () => {
    if (wasLost) act();
    wasLost = false;
  });
};
