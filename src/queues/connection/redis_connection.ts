/** Connections to Redis, by what they are for: the purpose decides how long a command may wait. */
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, rootCertificates } from 'node:tls';
import { Cluster, Redis } from 'ioredis';
import { type RedisTls, readRedisAddress } from '../../redis/redis_address.ts';

/**
 * `producer`: a request is waiting, so commands fail within a second while Redis is away (BullMQ, "Going to production").
 * `worker`: nobody is waiting, so commands wait until Redis is back.
 * `subscriber`: listens. After a loss it comes back, and whoever listens subscribes again on `ready`.
 */
export type Purpose = 'producer' | 'worker' | 'subscriber';

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

/** A Sentinel that does not answer for so long is passed over for the next. */
const SENTINEL_TIMEOUT_MS = 2_000;

/** A subscriber sends nothing by itself, so nothing would tell it that nobody is there any more. */
const PING_EVERY_MS = 5_000;

/** Reconnect soon at first and at most every second: an api that answers 503 should notice the recovery at once. */
const retryStrategy = (attempts: number): number => Math.min(50 * attempts, 1_000);

/**
 * How often a command is sent again in a Cluster, twice in 100 ms while its master is gone. ioredis's own 16 are spent within two seconds, before the
 * others have made a replica the master. Of a worker's: with a frozen master and a node timeout of 5 s new work came after 17 and 23 s, and not after
 * 14. Somebody who waits is told sooner: with 16 a 503 came after 1.3 s in the middle of 26, with 5 after 0.9 s.
 */
const REDIRECTIONS: Readonly<Record<Purpose, number>> = { producer: 5, worker: 1_200, subscriber: 1_200 };

/**
 * How often a Cluster is asked which nodes it has, which ioredis does by itself only when a command fails. Without it, and a node timeout of 5 s, no new
 * work was done within two minutes of a master's kill, or only after 22 s; after 24 s where it was frozen, and not after 14.
 */
const TOPOLOGY_EVERY_MS = 5_000;

/** The options that one server and a cluster share, by name and meaning. */
interface SharedOptions {
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue: boolean;
  readonly enableAutoPipelining: boolean;
  readonly autoResubscribe?: boolean;
}

const OPTIONS: Readonly<Record<Purpose, SharedOptions>> = {
  producer: { maxRetriesPerRequest: 0, enableOfflineQueue: false, enableAutoPipelining: true },
  worker: { maxRetriesPerRequest: null, enableOfflineQueue: true, enableAutoPipelining: false },
  // ioredis leaves the promise of its own subscribing to nobody: where that fails, no one could catch it.
  subscriber: {
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
    enableAutoPipelining: false,
    autoResubscribe: false,
  },
};

/**
 * Opens a connection.
 * @param url in a form that `readRedisAddress` takes
 * @param commandTimeoutMs how long a command may take before it fails; for ever unless told
 * @throws {Error} when the URL cannot be read, or its CA file cannot
 */
export const connectRedis = (url: string, purpose: Purpose, commandTimeoutMs?: number): Redis | Cluster => {
  const options = {
    ...OPTIONS[purpose],
    ...(commandTimeoutMs === undefined ? {} : { commandTimeout: commandTimeoutMs }),
  };
  const { kind, nodes, masterName, db, family, username, password, sentinel, tls } = readRedisAddress(url);
  const theirs = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(family === undefined ? {} : { family }),
    ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
  };
  if (kind === 'cluster') {
    const { enableOfflineQueue, enableAutoPipelining, ...redisOptions } = options;
    return new Cluster([...nodes], {
      redisOptions: { ...redisOptions, ...theirs, socketTimeout: SOCKET_TIMEOUT_MS },
      enableOfflineQueue,
      enableAutoPipelining,
      clusterRetryStrategy: retryStrategy,
      maxRedirections: REDIRECTIONS[purpose],
      slotsRefreshInterval: TOPOLOGY_EVERY_MS,
      // Where a Cluster is not whole the check begins anew, and leaves the promise of `connect()` behind (redis/ioredis#741). BullMQ, which connects anew
      // when a read takes too long, would await it for ever: of ten readers four read nothing more after a node timeout of 15 s.
      enableReadyCheck: false,
      // The sockets look names up. While ioredis does, the end of a former connection breaks off its connecting, which it then never takes up again. And
      // a managed cluster's certificate names hosts, and its nodes tell addresses.
      dnsLookup: (name, callback) => callback(null, name),
    });
  }
  const one = { ...options, ...theirs, ...LASTING, ...(db === 0 ? {} : { db }) };
  if (kind === 'sentinel') {
    const ofSentinels = {
      sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
      ...(sentinel.username === undefined ? {} : { sentinelUsername: sentinel.username }),
      ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
      ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
    };
    return attentive(new Redis({ ...one, ...ofSentinels, sentinels: [...nodes], name: masterName }), purpose);
  }
  const [{ host, port } = { host: '127.0.0.1', port: 6_379 }] = nodes;
  return attentive(new Redis({ ...one, host, port }), purpose);
};

const tlsOptions = ({ caFile, isVerified }: RedisTls): ConnectionOptions => ({
  ...(caFile === undefined ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] }),
  rejectUnauthorized: isVerified,
});

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
