/** Where there is a real k6, it has the last word on whether it accepts the scripts. It only looks at them. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

for (const script of ['normal', 'cold_start', 'sustained', 'day_trace']) {
  test(`k6 accepts ${script}`, (context) => {
    if (spawnSync('k6', ['version']).error !== undefined) {
      const reason = 'no k6 on the PATH';
      // Not every reporter tells why a test is skipped.
      process.stderr.write(`Skipped, ${reason}: ${context.task.name}\n`);
      context.skip(reason);
    }
    const args = ['inspect', '--execution-requirements', `bench/k6/${script}.ts`];
    const { status, stderr } = spawnSync('k6', args, { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    // Only a warning to k6, but one of a typing error here.
    expect(stderr).not.toContain('unknown fields');
  });
}
