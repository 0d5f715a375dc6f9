/** Where Redis is. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { faultOfRedisAddress } from '../redis/redis_address.ts';
import { flag } from './kinds.ts';

const holdsCertificate = (path: string): boolean => {
  try {
    return readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
};

/** As the environment spells it. */
export const redisShape = {
  REDIS_URL: z
    .string()
    .superRefine((url, context) => {
      const fault = faultOfRedisAddress(url);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .describe(
      'redis://user:password@host:port/0, redis+sentinel://host,host/name or redis+cluster://host,host, with rediss for TLS; 7.0 or newer, noeviction, AOF. Where it is not set, npm start starts a Redis of its own',
    ),
  REDIS_CA_FILE: z
    .string()
    .refine(holdsCertificate, 'must be a file that can be read and holds a certificate (PEM)')
    .optional()
    .describe('A file with the certificate authority of Redis, where it is not one of the usual ones'),
  REDIS_TLS_UNVERIFIED: flag
    .prefault('false')
    .describe('Whether any certificate of Redis is believed: whoever sits between can then read and change everything'),
};

/** The address with what belongs to it. */
export const redisUrlOf = ({
  REDIS_URL: url,
  REDIS_CA_FILE: caFile,
  REDIS_TLS_UNVERIFIED: isUnverified,
}: z.output<z.ZodObject<typeof redisShape>>): string => {
  const parameters = [
    ...(caFile === undefined ? [] : [`ca=${encodeURIComponent(caFile)}`]),
    ...(isUnverified && url.startsWith('rediss') ? ['tls=unverified'] : []),
  ];
  return parameters.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${parameters.join('&')}`;
};

/** What is wrong between the address and the settings that belong to it. */
export const redisFaults = (redisUrl: string): readonly string[] => {
  const fault = faultOfRedisAddress(redisUrl);
  return fault === undefined ? [] : [`REDIS_URL ${fault}`];
};
