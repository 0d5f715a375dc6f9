/** The tables of the benchmark's report, read back from its Markdown. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BenchResult, MemorySample } from '../../bench/figures.ts';
import { growthOverSecondHalf, memorySeries } from '../../bench/report/memory_series.ts';
import { reportMarkdown } from '../../bench/report/report_markdown.ts';
import { madeUpResult, withoutNginx, withoutRequests } from './made_up_result.ts';

/** The part of the report under a heading, until the next one. */
const section = (markdown: string, heading: string): string => {
  const [, part] = `\n${markdown}`.split(`# ${heading}\n`);
  if (part === undefined) throw new Error(`There is no heading ${heading}`);
  return part.split(/\n#+ /)[0] ?? '';
};

/** The rows of the tables in a part, cells by the titles of their columns. */
const rows = (part: string): Record<string, string>[] => {
  const found: Record<string, string>[] = [];
  let titles: string[] | undefined;
  for (const line of part.split('\n')) {
    if (!line.startsWith('| ')) {
      titles = undefined;
      continue;
    }
    const cells = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (titles === undefined) titles = cells;
    else if (!/^-+:?$/.test(cells[0] ?? ''))
      found.push(Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])));
  }
  return found;
};

const report = reportMarkdown(madeUpResult);

test('a scenario has a row for every contender, with counts to the last one and measurements to three digits', () => {
  expect(rows(section(report, 'A normal load'))).toEqual([
    {
      contender: 'before',
      requests: '1,200',
      'requests/s': '20',
      'p50 ms': '1,410',
      'p95 ms': '9,310',
      'p99 ms': '18,200',
      'max ms': '24,900',
      'Cal.com calls': '4,387',
      'per 1,000 requests': '3,660',
      'hits %': '66.3',
      '429s': '2,904',
      errors: '323 (429: 311, timeout: 12)',
      offers: '1,604',
      'wrong offers': '21',
      'wrong per 10,000': '131',
      'not bookable': '19',
    },
    expect.objectContaining({ contender: 'nginx', 'per 1,000 requests': '265', 'wrong per 10,000': '42.8' }),
    expect.objectContaining({ contender: 'slotproof', 'p50 ms': '0.913', 'per 1,000 requests': '33.3', errors: '0' }),
  ]);
});

test('variants of a contender have rows of their own', () => {
  expect(rows(section(report, 'A day')).map(({ contender }) => contender)).toEqual([
    'before',
    'nginx',
    'slotproof, without webhooks',
    'slotproof, with webhooks',
  ]);
});

test('a share is rounded neither to all nor to nothing', () => {
  const [before] = madeUpResult.scenarios[0]?.runs ?? [];
  if (before === undefined) throw new Error('The made-up result has no run');
  const hits = (hitting: number): string | undefined => {
    const figures = { ...before.figures, requests: 1_000_000, hits: hitting };
    const scenarios = [{ name: 'normal', description: '', runs: [{ ...before, figures }] }];
    return rows(section(reportMarkdown({ ...madeUpResult, scenarios }), 'A normal load'))[0]?.['hits %'];
  };
  expect([0, 1, 999_999, 1_000_000].map(hits)).toEqual(['0', '< 0.01', '99.99', '100']);
});

test('memory is told process by process, with what it grew in the second half', () => {
  const table = rows(section(report, 'A sustained load')).filter(({ process }) => process !== undefined);
  expect(table.map(({ contender, process }) => `${contender} ${process}`)).toEqual([
    'before server',
    'nginx nginx',
    'slotproof api',
    'slotproof worker',
    'slotproof redis',
  ]);
  expect(table[2]).toMatchObject({ 'first MB': '91.2', 'growth in the second half, MB': expect.stringMatching(/^\+/) });

  const samples = [10, 60, 100, 101, 102].map(
    (megabytes, index): MemorySample => ({ at: index * 60, role: 'api', megabytes }),
  );
  expect(memorySeries(samples).map(growthOverSecondHalf)).toEqual([expect.closeTo(2)]);
  expect(memorySeries(samples.slice(0, 1)).map(growthOverSecondHalf)).toEqual([undefined]);
});

test('two processes of one role are added up', () => {
  const samples = [0, 60].flatMap((at) => [5, 7].map((megabytes): MemorySample => ({ at, role: 'worker', megabytes })));
  expect(memorySeries(samples)).toEqual([
    {
      role: 'worker',
      samples: [
        { at: 0, megabytes: 12 },
        { at: 60, megabytes: 12 },
      ],
    },
  ]);
});

test('a fault is told before, during and after it', () => {
  const table = rows(section(report, 'Cal.com is down'));
  expect(table).toHaveLength(9);
  expect(table.slice(3, 5)).toEqual([
    {
      contender: 'nginx',
      phase: 'before the fault',
      requests: '1,200',
      'answered %': '100',
      wrong: '0',
      'failed %': '0',
      failed: '0',
      'p50 ms': '2',
      'p99 ms': '12',
    },
    expect.objectContaining({
      phase: 'during it',
      'answered %': '88',
      wrong: '3 (0.25 %)',
      'failed %': '12',
      failed: '144 (503: 144)',
    }),
  ]);
  for (const heading of ['Cal.com is slow', 'Redis restarts', 'A worker is killed'])
    expect(rows(section(report, heading))).toHaveLength(9);
});

test('the targets stand first, with what stands in the way', () => {
  expect(report.indexOf('## Targets')).toBeLessThan(report.indexOf('## Loads'));
  const targets = section(report, 'Targets');
  expect(targets).toContain('2 of 3 are met');
  expect(rows(targets)[2]).toEqual({
    target: 'answer from the cache, in the server',
    aim: 'p50 < 1 ms, p99 < 5 ms',
    measured: 'p50 0.9 ms, p99 5.4 ms',
    met: '**no**',
    'what stands in the way': 'The load runs on the same two cores \\| as the service.',
  });
});

test('it says when, on what and how', () => {
  const top = section(report, 'Benchmark');
  for (const text of [
    '2026-11-23, 02:22 UTC',
    '2 h 24 min',
    'Linux 6.1 \\| x64',
    '26.10.0',
    'npm run bench -- --quick',
  ])
    expect(top).toContain(text);
});

test('only the quick form warns of its figures, and does so first', () => {
  const warning = 'its figures are not to be quoted';
  expect(report).not.toContain(warning);
  expect(reportMarkdown({ ...madeUpResult, quick: true })).toMatch(
    new RegExp(`^# Benchmark\n\n> \\[!WARNING\\]\n> .*${warning}`),
  );
});

test('a contender that took no part has no row', () => {
  const markdown = reportMarkdown(withoutNginx);
  expect(rows(markdown).map(({ contender }) => contender)).toContain('before');
  expect(rows(markdown).map(({ contender }) => contender)).not.toContain('nginx');
});

test('a scenario and a fault that the report does not know keep their names', () => {
  const scenarios = [{ name: 'odd-load', description: 'Odd.', runs: [] }];
  const faults = [{ name: 'odd-fault', description: 'Odder.', runs: [] }];
  const markdown = reportMarkdown({ ...madeUpResult, scenarios, faults, targets: [] });
  expect(section(markdown, 'odd-load')).toContain('Odd.\n\nNo contender took part.');
  expect(section(markdown, 'odd-fault')).toContain('Odder.\n\nNo contender took part.');
  expect(markdown).not.toMatch(/Targets|Plots/);
});

test('texts neither break a table nor become tags', () => {
  const reason = 'a|b <script>\n`GET /v2/slots`';
  const [run] = madeUpResult.scenarios[0]?.runs ?? [];
  if (run === undefined) throw new Error('The made-up result has no run');
  const runs = [{ ...run, figures: { ...run.figures, failures: { [reason]: 2 } } }];
  const markdown = reportMarkdown({ ...madeUpResult, scenarios: [{ name: 'normal', description: reason, runs }] });
  expect(rows(section(markdown, 'A normal load'))[0]?.errors).toBe('2 (a\\|b \\<script> `GET /v2/slots`: 2)');
});

/** Results at the edges, and one as it is read from its file, where `NaN` has become null and undefined is gone. */
const results: readonly (readonly [string, BenchResult])[] = [
  ['a full run', madeUpResult],
  ['no nginx', withoutNginx],
  ['no requests', withoutRequests],
  ['no requests, from the file', JSON.parse(JSON.stringify(withoutRequests))],
  ['quick', { ...madeUpResult, quick: true }],
  ['nothing at all', { ...madeUpResult, machine: {}, scenarios: [], faults: [], targets: [] }],
];

test.each(results)('%s: no figure is nonsense, and the report is formatted as the repository is', (_, result) => {
  const markdown = reportMarkdown(result);
  expect(markdown).not.toMatch(/NaN|Infinity|∞|undefined|null/);
  const biome = join(import.meta.dirname, '../../node_modules/.bin/biome');
  const formatted = spawnSync(biome, ['format', '--stdin-file-path=bench/report.md'], {
    input: markdown,
    encoding: 'utf8',
  });
  expect(formatted.stdout).toBe(markdown);
});

test('the same result gives the same report', () => {
  expect(reportMarkdown(JSON.parse(JSON.stringify(madeUpResult)))).toBe(report);
});
