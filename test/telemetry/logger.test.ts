import { expect, test } from 'vitest';
import { startProcess } from '../process.ts';

test.each(['exit', 'throw'])('every line is written, without secrets, when the process ends by %s', async (how) => {
  const process = startProcess('test/telemetry/logging_process.ts', { HOW: how });
  await process.exited;
  await process.waitForOutput(/"line":5000\b/);
  expect(process.output().match(/"line":\d+/g)).toHaveLength(5_000);
  expect(process.output()).not.toContain('a-secret');
});
