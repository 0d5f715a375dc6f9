import { StartupError } from './startup_error.ts';

/**
 * Runs the body of a process. A StartupError ends it with its sentence on stderr and exit code 1; anything else is a
 * fault of ours and keeps its stack trace.
 */
export const runMain = async (main: () => Promise<void>): Promise<void> => {
  try {
    await main();
  } catch (error) {
    const text = error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
};
