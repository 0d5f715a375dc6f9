/** The plots of the benchmark's report, drawn as they are written. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BenchResult } from '../../bench/figures.ts';
import { drawPlot } from '../../bench/report/draw_plot.ts';
import { plotsOf } from '../../bench/report/plots.ts';
import { spreadLabels } from '../../bench/report/spread_labels.ts';
import { writeReport } from '../../bench/report/write_report.ts';
import { madeUpResult, withoutNginx, withoutRequests } from './made_up_result.ts';

/** Vega tells of a specification that it does not understand by a warning, and draws what it did. */
const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotproof-report-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  expect(warn).not.toHaveBeenCalled();
  warn.mockClear();
});

const draw = async (result: BenchResult): Promise<Map<string, string>> => {
  const drawings = new Map<string, string>();
  for (const { file, spec } of plotsOf(result)) drawings.set(file, await drawPlot(spec));
  return drawings;
};

/** Fails unless every tag is closed by its own end and every attribute is quoted. */
const expectWellFormed = (svg: string): void => {
  const open: string[] = [];
  const rest = svg.replaceAll(
    /<(\/?)([a-zA-Z][\w:]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end: string, name: string, _attributes: string, alone: string) => {
      if (end !== '') expect(open.pop()).toBe(name);
      else if (alone === '') open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|apos;|#)/);
};

/** The texts that are seen, one a line. */
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

const FILES = [
  'calls-over-time.svg',
  'cold-start.svg',
  'latency-over-time.svg',
  'memory-over-time.svg',
  'wrong-offers.svg',
];

test('every plot is well-formed, on white, holds no nonsense and names every contender', async () => {
  const drawings = await draw(madeUpResult);
  expect([...drawings.keys()].sort()).toEqual(FILES);
  for (const svg of drawings.values()) {
    expectWellFormed(svg);
    expect(svg).toMatch(/<rect [^>]*fill="#ffffff"/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    for (const contender of ['before', 'nginx', 'slotproof'])
      expect(texts(svg).some((text) => text.startsWith(contender))).toBe(true);
  }
});

test('a contender has the same colour in every plot', async () => {
  for (const svg of (await draw(madeUpResult)).values())
    for (const colour of ['#D55E00', '#0072B2', '#009E73']) expect(svg).toContain(colour);
  for (const svg of (await draw(withoutNginx)).values()) {
    expect(svg).toContain('#009E73');
    expect(svg).not.toContain('#0072B2');
    expect(texts(svg)).not.toContain('nginx');
  }
});

test('the same result is drawn the same, letter by letter', async () => {
  const again: BenchResult = JSON.parse(JSON.stringify(madeUpResult));
  expect(await draw(again)).toEqual(await draw(madeUpResult));
});

test('values are written where they are seen', async () => {
  const drawings = await draw(madeUpResult);
  expect(texts(drawings.get('wrong-offers.svg') ?? '')).toContain('242 (404 of 16,699)');
  expect(texts(drawings.get('cold-start.svg') ?? '')).toEqual(expect.arrayContaining(['713', '1', '748 ms']));
  expect(texts(drawings.get('calls-over-time.svg') ?? '')).toEqual(
    expect.arrayContaining(['18,622', '523', 'aim: &lt; 50']),
  );
  expect(texts(drawings.get('memory-over-time.svg') ?? '')).toEqual(expect.arrayContaining(['api', 'worker', 'redis']));
});

test('only a fault that lasts is shaded', async () => {
  const shades = async (result: BenchResult): Promise<number> =>
    (await draw(result)).get('latency-over-time.svg')?.match(/fill="#d0d7de"/g)?.length ?? 0;
  expect(await shades(madeUpResult)).toBe(6);
  const faults = madeUpResult.faults.map(({ stretch: _, ...fault }) => fault);
  expect(await shades({ ...madeUpResult, faults })).toBe(0);
});

test('what nobody was asked is not drawn, and what is drawn holds no nonsense', async () => {
  for (const result of [withoutRequests, JSON.parse(JSON.stringify(withoutRequests))] satisfies BenchResult[]) {
    const drawings = await draw(result);
    expect([...drawings.keys()].sort()).toEqual(['calls-over-time.svg', 'memory-over-time.svg']);
    for (const svg of drawings.values()) {
      expectWellFormed(svg);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    }
  }
});

test('nobody offers anything wrong, and every latency is the same: axes have a length all the same', async () => {
  const scenarios = madeUpResult.scenarios.map((scenario) => ({
    ...scenario,
    runs: scenario.runs.map((run) => ({
      ...run,
      figures: { ...run.figures, wrongOffers: 0, latency: { p50: 0, p95: 0, p99: 0, max: 0 } },
    })),
  }));
  const faults = madeUpResult.faults.map((fault) => ({
    ...fault,
    runs: fault.runs.map((run) => ({
      ...run,
      timeline: run.timeline.map((point) => ({ ...point, p50: 10, p99: 10 })),
    })),
  }));
  for (const svg of (await draw({ ...madeUpResult, scenarios, faults })).values())
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
});

test('labels keep apart and within the plot', () => {
  expect(spreadLabels([10, 50], 14, 100)).toEqual([10, 50]);
  expect(spreadLabels([50, 10, 52], 14, 100)).toEqual([50, 10, 64]);
  expect(spreadLabels([99, 99], 14, 100)).toEqual([86, 100]);
});

test('the report and its plots are written, and no plot of an earlier one is left', async () => {
  await mkdir(join(folder, 'plots'));
  await writeFile(join(folder, 'plots', 'earlier.svg'), '<svg/>');
  await writeReport(madeUpResult, folder);
  expect((await readdir(join(folder, 'plots'))).sort()).toEqual(FILES);
  const markdown = await readFile(join(folder, 'report.md'), 'utf8');
  expect([...markdown.matchAll(/\]\(plots\/([^)]+)\)/g)].map(([, file]) => file).sort()).toEqual(FILES);
  expect(await readFile(join(folder, 'plots', 'cold-start.svg'), 'utf8')).toMatch(/^<svg /);
});
