/** The worker process. */
import { loadConfig } from '../config/config.ts';
import { exitWithParent } from '../runtime/exit_with_parent.ts';
import { requireRedis } from '../runtime/require_redis.ts';
import { runMain } from '../runtime/run_main.ts';
import { stopAsked } from '../runtime/stop_asked.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startWorkers } from './workers.ts';

await runMain(async () => {
  const config = loadConfig(process.env);
  const logger = createLogger('worker', config.logLevel);
  const warning = await requireRedis(config.redisUrl);
  if (warning !== undefined) logger.warn(warning);
  const asked = stopAsked();
  const workers = await startWorkers(config, logger);
  exitWithParent(() => workers.close());
  await asked;
  await workers.close();
  process.exit(0);
});
