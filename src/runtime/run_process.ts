import { type Config, loadConfig } from '../config/config.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { exitWithParent } from './exit_with_parent.ts';
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
    const asked = stopAsked();
    const work = await start(config, logger);
    exitWithParent(() => work.close());
    await asked;
    await work.close();
    process.exit(0);
  });
