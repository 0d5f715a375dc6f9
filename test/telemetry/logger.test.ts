import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogger, factLog } from '../../src/telemetry/logger.ts';
import { startProcess } from '../process.ts';

test.each(['exit', 'throw'])('every line is written, without secrets, when the process ends by %s', async (how) => {
  const process = startProcess('test/telemetry/logging_process.ts', { HOW: how });
  await process.exited;
  await process.waitForOutput(/"line":5000\b/);
  expect(process.output().match(/"line":\d+/g)).toHaveLength(5_000);
  expect(process.output()).not.toContain('a-secret');
});

const loggerOf = (level = 'info') => {
  const lines: string[] = [];
  const logger = createLogger('test', level, { write: (line) => void lines.push(line) });
  return { logger, lines };
};

test('a line of facts is the line that the logger writes where it looks for no secrets', () => {
  const { logger, lines } = loggerOf();
  const plain = logger.child({}, { redact: [] });
  const log = factLog(logger);
  expect(log).not.toBe(logger);
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constant(undefined),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })),
    fc.array(fc.string()),
  );
  const facts = fc.record({
    requestId: fc.string(),
    durationMs: fc.double(),
    searched: value,
    days: value,
    'a "name"': value,
  });
  fc.assert(
    fc.property(facts, fc.string({ minLength: 1 }), (given, message) => {
      lines.length = 0;
      plain.info(given, message.replaceAll('%', ''));
      log.info(given, message.replaceAll('%', ''));
      const [expected, actual] = lines.map((line) => line.replace(/"time":"[\d:.TZ-]{24}"/, '"time":"now"'));
      expect(actual).toBe(expected);
    }),
    { numRuns: 5_000 },
  );
});

test('a level above info silences facts too', () => {
  const { logger, lines } = loggerOf('warn');
  factLog(logger).info({ requestId: 'x' }, 'verification');
  expect(lines).toEqual([]);
});

test('the time of a line is the time, to the millisecond', () => {
  const { logger, lines } = loggerOf();
  for (let line = 0; line < 3_000; line++) {
    const before = Date.now();
    logger.info('now');
    const time = String(JSON.parse(lines.at(-1) ?? '{}').time);
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
  }
});
