/**
 * How long a test waits for what has to come, in milliseconds. It bounds a hang and measures nothing, on a machine however slow or busy. Shorter than a
 * test may take altogether (`vitest.config.ts`), so that what was waited for is said.
 */
export const PATIENCE_MS = 240_000;

/** Settings with which a system waits for what takes its time on a busy machine. What is said at a deadline has tests with deadlines of their own. */
export const PATIENT = { REQUEST_DEADLINE_MS: '30000', REDIS_TIMEOUT_MS: '20000', CALCOM_TIMEOUT_MS: '60000' };
