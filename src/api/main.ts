/** The web process. */
import { runProcess } from '../runtime/run_process.ts';
import { startApi } from './server.ts';

await runProcess('api', (config, logger) => startApi(config, logger));
