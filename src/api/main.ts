/** The web process. */
import { runProcess } from '../runtime/run_process.ts';
import { startApi } from './server.ts';

/** Once the process has begun to answer. */
const READ_WORDS_AFTER_MS = 2_000;

await runProcess('api', async (config, logger) => {
  const api = await startApi(config, logger);
  // Otherwise the first caller who says when in words waits for the tables to be loaded, which takes as long as a hundred answers.
  setTimeout(() => void import('../contract/said_question.ts'), READ_WORDS_AFTER_MS).unref();
  return api;
});
