/** The table of queues in docs/design.md says what the queues' rules say. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Backoff, QueueRules, Retention } from '../../src/queues/job_queue/job_queue.ts';
import { QUEUES } from '../../src/queues/queues.ts';

const DESIGN = join(import.meta.dirname, '../../docs/design.md');
const HEADER = ['queue', 'one job', 'attempts, back-off', 'kept'];

/** As `30 d`, `5 min` or `0.25 s`: the largest unit that it is at least one of. */
const duration = (ms: number): string => {
  const [size, unit] = (
    [
      [86_400_000, 'd'],
      [3_600_000, 'h'],
      [60_000, 'min'],
    ] as const
  ).find(([least]) => ms >= least) ?? [1_000, 's'];
  return `${ms / size} ${unit}`;
};

const backoffInWords = (backoff: Backoff | undefined): string => {
  switch (backoff?.type) {
    case undefined:
      return '';
    case 'fullJitter':
      return `, full jitter from ${duration(backoff.firstMs)} to ${duration(backoff.longestMs)}`;
    case 'exponential':
      return `, exponential from ${duration(backoff.firstMs)}`;
    case 'schedule':
      return `, after ${backoff.delaysMs.map(duration).join(', ')}`;
  }
};

const retentionInWords = ({ seconds, count }: Retention): string =>
  count === 0 ? 'not at all' : keptFor(seconds, count);

const keptFor = (seconds: number, count: number | undefined): string =>
  duration(seconds * 1_000) + (count === undefined ? '' : `, at most ${count}`);

const keptInWords = ({ completedKept, failedKept }: QueueRules): string => {
  const [completed, failed] = [completedKept, failedKept].map(retentionInWords);
  return completed === failed ? `${completed}` : `${completed}; failed ${failed}`;
};

/** The row that a queue's rules make. */
const rowOf = (rules: QueueRules): string[] => [
  `\`${rules.name}\``,
  rules.oneJob,
  `${rules.attempts}${backoffInWords(rules.backoff)}`,
  keptInWords(rules),
];

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

test.runIf(existsSync(DESIGN))('the table of queues is what the queues are', () => {
  const lines = readFileSync(DESIGN, 'utf8').split('\n');
  const at = lines.findIndex((line) => String(cellsOf(line)) === String(HEADER));
  expect(at, `a table with the columns ${HEADER.join(' | ')}`).toBeGreaterThan(-1);
  const rest = lines.slice(at + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  expect(rest.slice(0, end === -1 ? undefined : end).map(cellsOf)).toEqual(QUEUES.map(rowOf));
});
