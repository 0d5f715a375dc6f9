import { type Config, loadConfig } from '../config/config.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { connectRedis } from '../queues/connection/redis_connection.ts';
import { exitWithParent } from './exit_with_parent.ts';
import { followRedisClock } from './redis_clock.ts';
import { requireEachRedis } from './require_redis.ts';
import { runMain } from './run_main.ts';
import { stopAsked } from './stop_asked.ts';

/**
 * Runs a process of the service until it is asked to stop, or its parent is gone.
 * @param name as its log lines tell it
 * @param start starts its work, and gives what ends it
 */
export const runProcess = (
  name: string,
  start: (config: Config, logger: Logger) => Promise<{ close(): Promise<void> }>,
): Promise<void> =>
  runMain(async () => {
    const config = loadConfig(process.env);
    const logger = createLogger(name, config.logLevel);
    for (const warning of await requireEachRedis(config)) logger.warn(warning);
    if (config.clock === 'redis') await goByRedisClock(config.redisUrl);
    const asked = stopAsked();
    const work = await start(config, logger);
    exitWithParent(() => work.close());
    await asked;
    await work.close();
    process.exit(0);
  });

/**
 * For good: the process ends with it. `Date.now` itself, because BullMQ takes no clock. By it, it says when a job is due and holds the locks of those
 * in hand: a step of the machine's clock would put a callback off for as long as the step was, or leave a job to two workers.
 */
const goByRedisClock = async (redisUrl: string): Promise<void> => {
  const redis = connectRedis(redisUrl, 'worker');
  // It comes back by itself, and until then the monotonic clock goes on.
  redis.on('error', () => undefined);
  const { now } = await followRedisClock(redis);
  Date.now = now;
};
