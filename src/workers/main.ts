/** The worker process. */
import { runProcess } from '../runtime/run_process.ts';
import { startWorkers } from './workers.ts';

await runProcess('worker', (config, logger) => startWorkers(config, logger));
