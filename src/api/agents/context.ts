import type { Config } from '../../config/config.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { EpochMs } from '../../verification/time.ts';

/** What agents are answered with: everything else they get of the api itself. */
export interface AgentsContext {
  readonly config: Pick<Config, 'apiKeys' | 'defaultTimeZone' | 'retellApiKey'>;
  readonly clock: () => EpochMs;
  readonly logger: Logger;
}
