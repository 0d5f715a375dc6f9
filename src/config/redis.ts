/** Where Redis is. */
import { z } from 'zod';
import { flag } from './kinds.ts';

/** As the environment spells it. */
export const redisShape = {
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(\+(sentinel|cluster))?:\/\/.+/,
      'must start with redis://, redis+sentinel:// or redis+cluster://, or with rediss for TLS',
    )
    .describe(
      'redis://user:password@host:port/0, redis+sentinel://host,host/name or redis+cluster://host,host, with rediss for TLS; 7.0 or newer, noeviction, AOF. Where it is not set, npm start starts a Redis of its own',
    ),
  REDIS_CA_FILE: z
    .string()
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
