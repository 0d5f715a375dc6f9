/** A process that logs a lot and ends at once. */
import { createLogger } from '../../src/telemetry/logger.ts';

const logger = createLogger('test', 'info');
for (let line = 1; line <= 5_000; line++)
  logger.info({ line, apiKey: 'a-secret', call: { authorization: 'a-secret' } });
if (process.env.HOW === 'throw') throw new Error('the end');
process.exit(0);
