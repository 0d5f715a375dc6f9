/** `slotproof disconnect`: takes the webhooks that this service has registered out of Cal.com. */
import { createWebhooksClient } from '../calcom/webhooks_client.ts';
import { accountOf } from '../config/account.ts';
import { loadConfig } from '../config/config.ts';
import { StartupError } from '../config/startup_error.ts';
import { connectRedis, untilRedisReady } from '../queues/connection/redis_connection.ts';
import { disconnect } from '../registration/disconnect.ts';
import { registrationsOf } from '../registration/registrations.ts';
import { EMBEDDED_REDIS_URL } from '../runtime/embedded_redis.ts';
import { readArguments } from './arguments.ts';
import { calcomCalls } from './calcom_calls.ts';
import type { Command } from './command.ts';

const REDIS_PATIENCE_MS = 5_000;

/** All of it is given up then. */
const PATIENCE_MS = 10 * 60_000;

/** The command. */
export const disconnectCommand: Command = {
  summary: 'remove the webhooks that were registered in Cal.com',
  help: `slotproof disconnect

  Unset PUBLIC_URL before, or the next start registers them again.`,
  run: async (args, { env, say }) => {
    readArguments(args, {});
    const config = loadConfig({ ...env, REDIS_URL: env.REDIS_URL || EMBEDDED_REDIS_URL });
    const account = accountOf(config);
    const { apiUrl, apiKey, timeoutMs } = account;
    if (apiKey === undefined)
      throw new StartupError('CALCOM_API_KEY is not set: nothing was ever registered without it.');
    const redis = connectRedis(config.redisUrl, 'worker');
    redis.on('error', () => undefined);
    try {
      await untilRedisReady(redis, REDIS_PATIENCE_MS).catch(() => {
        throw new StartupError('Redis cannot be reached: it knows which webhooks were registered.');
      });
      const registrations = registrationsOf(redis, account);
      const calls = calcomCalls(redis, account, config, AbortSignal.timeout(PATIENCE_MS));
      const client = createWebhooksClient({ apiUrl, apiKey, timeoutMs });
      const removed = await disconnect({ client, registrations, makeCall: (call) => calls.make(call) });
      await calls.close();
      say(removed === 1 ? '1 webhook removed.' : `${removed} webhooks removed.`);
      return 0;
    } finally {
      redis.disconnect();
    }
  },
};
