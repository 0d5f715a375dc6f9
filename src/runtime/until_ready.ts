import { StartupError } from '../config/startup_error.ts';

/** How long a process may take from its start to its first answer, in ms. */
const READY_LIMIT_MS = 60_000;

/**
 * Waits until `url` answers with 200.
 *
 * @throws StartupError after 60 s.
 */
export const untilReady = async (name: string, url: string): Promise<void> => {
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    try {
      const { status, body } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await body?.cancel();
      if (status === 200) return;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new StartupError(`The ${name} did not become ready within ${READY_LIMIT_MS / 1000} s (${url}).`);
};
