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
      redisOptions: { ...redisOptions, ...credentials },
      enableOfflineQueue,
      enableAutoPipelining,
      clusterRetryStrategy: retryStrategy,
    });
  }
  if (url.startsWith('redis+sentinel://')) {
    const { nodes, credentials, path } = parseNodes(url);
    return new Redis({ ...options, ...credentials, retryStrategy, sentinels: nodes, name: path || 'mymaster' });
  }
  return new Redis({ ...options, ...serverOf(url), retryStrategy });
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
