import { ConfigError } from '../config/config_error.ts';
import { StartupError } from '../config/startup_error.ts';

/**
 * Runs the body of a process. What its operator can mend (a StartupError, a ConfigError) ends it with its message on
 * stderr and exit code 1; anything else is a fault of ours and keeps its stack trace.
 */
export const runMain = async (main: () => Promise<void>): Promise<void> => {
  try {
    await main();
  } catch (error) {
    const theirs = error instanceof StartupError || error instanceof ConfigError;
    const text = theirs ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
};
