import { StartupError } from '../config/startup_error.ts';

/**
 * Puts the settings of `.env` in the working directory, where there is one, into the environment. What is set there already stays.
 *
 * Node's own `--env-file-if-exists` does the same, and tells everybody without such a file that there is none.
 * @throws {StartupError} when the file is there and cannot be read
 */
export const readEnvFile = (): void => {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new StartupError(`.env cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};
