/** Where Redis is. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { faultOfRedisAddress } from '../redis/redis_address.ts';
import { flag, integer } from './kinds.ts';

const holdsCertificate = (path: string): boolean => {
  try {
    return readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
};

const address = z.string().superRefine((url, context) => {
  const fault = faultOfRedisAddress(url);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

/** As the environment spells it. */
export const redisShape = {
  REDIS_URL: address.describe(
    'redis://user:password@host:port/0, redis+sentinel://host,host/name or redis+cluster://host,host, with rediss for TLS; 7.0 or newer, noeviction, AOF. Where it is not set, npm start starts a Redis of its own',
  ),
  CACHE_REDIS_URL: address
    .optional()
    .describe(
      'A second Redis for what the cache holds, in the same forms and with noeviction too; where it is not set, that lies in REDIS_URL',
    ),
  REDIS_CA_FILE: z
    .string()
    .refine(holdsCertificate, 'must be a file that can be read and holds a certificate (PEM)')
    .optional()
    .describe('A file with the certificate authority of Redis, where it is not one of the usual ones'),
  REDIS_TLS_UNVERIFIED: flag
    .prefault('false')
    .describe('Whether any certificate of Redis is believed: whoever sits between can then read and change everything'),
  REDIS_TIMEOUT_MS: integer(50, 60_000)
    .prefault('800')
    .describe('How long a command of Redis may take while a caller waits, in milliseconds; then Redis counts as away'),
  CLOCK: z
    .enum(['redis', 'machine'], { error: 'must be redis or machine' })
    .prefault('redis')
    .describe('Whose clock counts: that of the redis in REDIS_URL in every process, or the own of each machine'),
};

/** The addresses with what belongs to them. Times are in milliseconds. */
export interface RedisSettings {
  readonly redisUrl: string;
  /** Undefined where the cache lies there too. */
  readonly cacheRedisUrl: string | undefined;
  /** How long a command may take while a caller waits. */
  readonly redisTimeoutMs: number;
  /** Whose clock a process goes by; of two, that of `redisUrl`. */
  readonly clock: 'redis' | 'machine';
}

/** The addresses that are meant. */
export const redisSettings = ({
  REDIS_URL: redisUrl,
  CACHE_REDIS_URL: cacheRedisUrl,
  REDIS_CA_FILE: caFile,
  REDIS_TLS_UNVERIFIED: isUnverified,
  REDIS_TIMEOUT_MS: redisTimeoutMs,
  CLOCK: clock,
}: z.output<z.ZodObject<typeof redisShape>>): RedisSettings => {
  // Of two, one may be without TLS; where none has it, the certificate is a fault.
  const isAnySecure = [redisUrl, cacheRedisUrl].some((url) => url !== undefined && isSecure(url));
  const withTls = (url: string): string => {
    const parameters = [
      ...(caFile !== undefined && (isSecure(url) || !isAnySecure) ? [`ca=${encodeURIComponent(caFile)}`] : []),
      ...(isUnverified && isSecure(url) ? ['tls=unverified'] : []),
    ];
    return parameters.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${parameters.join('&')}`;
  };
  return {
    redisUrl: withTls(redisUrl),
    cacheRedisUrl: cacheRedisUrl === undefined ? undefined : withTls(cacheRedisUrl),
    redisTimeoutMs,
    clock,
  };
};

const isSecure = (url: string): boolean => url.startsWith('rediss');

/** What is wrong between the addresses and the settings that belong to them. */
export const redisFaults = ({
  redisUrl,
  cacheRedisUrl,
}: Pick<RedisSettings, 'redisUrl' | 'cacheRedisUrl'>): readonly string[] => {
  const named = { REDIS_URL: redisUrl, CACHE_REDIS_URL: cacheRedisUrl };
  return Object.entries(named).flatMap(([name, url]) => {
    const fault = url === undefined ? undefined : faultOfRedisAddress(url);
    return fault === undefined ? [] : [`${name} ${fault}`];
  });
};
