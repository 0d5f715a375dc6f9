/**
 * How long a test waits for what has to come, in milliseconds. It bounds a hang and measures nothing, on a machine however slow or busy. Shorter than a
 * test may take altogether (`vitest.config.ts`), so that what was waited for is said.
 */
export const PATIENCE_MS = 240_000;
