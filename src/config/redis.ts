/** Where Redis is. */
import { z } from 'zod';

/** As the environment spells it. */
export const redisShape = {
  REDIS_URL: z
    .string()
    .regex(
      /^(redis|rediss|redis\+sentinel|redis\+cluster):\/\/.+/,
      'must start with redis://, rediss://, redis+sentinel:// or redis+cluster://',
    )
    .describe(
      'redis://, rediss://, redis+sentinel://host,host/name or redis+cluster://host,host; 7.0 or newer, noeviction, AOF. Where it is not set, npm start starts a Redis of its own',
    ),
};
