import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './test/support/compile_cache.ts';
import { PATIENCE_MS } from './test/support/patience.ts';

// The workers of vitest inherit it.
process.env.NODE_COMPILE_CACHE = COMPILE_CACHE;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/fill_compile_cache.ts',
    // .ci/run adds up the numbers.
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'coverage/test_results.json' }]] : ['default'],
    // Most tests wait for processes of their own, so even on two cores four files at once are done sooner.
    maxWorkers: Math.max(4, availableParallelism() - 1),
    // No module keeps anything that a test of another file could find. To load them all anew for each file costs a tenth of the time.
    isolate: false,
    // Generous, because a test must not depend on how fast or busy the machine is: these bound a hang, they measure nothing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
