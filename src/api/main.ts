/** The web process. */
import { loadConfig } from '../config/config.ts';
import { exitWithParent } from '../runtime/exit_with_parent.ts';
import { requireRedis } from '../runtime/require_redis.ts';
import { runMain } from '../runtime/run_main.ts';
import { stopAsked } from '../runtime/stop_asked.ts';
import { createLogger } from '../telemetry/logger.ts';
import { startApi } from './server.ts';

await runMain(async () => {
  const config = loadConfig(process.env);
  const logger = createLogger('api', config.logLevel);
  const warning = await requireRedis(config.redisUrl);
  if (warning !== undefined) logger.warn(warning);
  const asked = stopAsked();
  const api = await startApi(config, logger);
  exitWithParent(() => api.close());
  await asked;
  await api.close();
  process.exit(0);
});
