/** What it costs to be asked by many at once with nothing cached. */
import type { TopLevelSpec } from 'vega-lite';
import type { ScenarioResult } from '../figures.ts';
import { count, measure } from './format_number.ts';
import { contenderColours, INK, styled } from './plot_style.ts';
import { requestsAtOnce, runLabel } from './titles.ts';

const WIDTH = 300;
const label = { type: 'text', align: 'left', dx: 7, color: INK, fontSize: 12 };

/** A row a cold start: Cal.com calls to the left, p99 to the right. Undefined when there was none. */
export const coldStartPlot = (scenarios: readonly ScenarioResult[]): TopLevelSpec | undefined => {
  const starts = scenarios
    .flatMap((scenario) => {
      const atOnce = requestsAtOnce(scenario.name);
      const runs = scenario.runs.filter(({ figures }) => figures.requests > 0);
      return atOnce === undefined || runs.length === 0 ? [] : [{ atOnce, runs }];
    })
    .sort((a, b) => a.atOnce - b.atOnce);
  if (starts.length === 0) return undefined;
  const all = starts.flatMap(({ runs }) => runs);
  const mostCalls = all.reduce((most, { figures }) => Math.max(most, figures.calcomCalls), 1);
  const latencies = all
    .map(({ figures }) => figures.latency.p99)
    .filter((value) => Number.isFinite(value) && value > 0);
  const lowest = 10 ** Math.floor(Math.log10(latencies.reduce((least, value) => Math.min(least, value), 1000)));
  const highest = 10 ** Math.ceil(Math.log10(latencies.reduce((most, value) => Math.max(most, value), lowest * 10)));
  const decades = Array.from(
    { length: Math.round(Math.log10(highest / lowest)) + 1 },
    (_, power) => lowest * 10 ** power,
  );

  const panels = starts.map(({ atOnce, runs }, index) => {
    const bottom = index === starts.length - 1;
    const values = runs.map((run) => ({
      run: runLabel(run),
      contender: run.contender,
      calls: run.figures.calcomCalls,
      callsText: count(run.figures.calcomCalls),
      p99: Number.isFinite(run.figures.latency.p99) ? Math.max(run.figures.latency.p99, lowest) : null,
      p99Text: `${measure(run.figures.latency.p99)} ms`,
    }));
    const color = {
      field: 'contender',
      type: 'nominal',
      scale: contenderColours(runs.map(({ contender }) => contender)),
      legend: null,
    };
    const y = { field: 'run', type: 'nominal', sort: null };
    const rows = { ticks: false, domain: false, labelPadding: 8, labelFontSize: 12, labelColor: INK, labelLimit: 300 };
    const calls = {
      field: 'calls',
      type: 'quantitative',
      scale: { domain: [0, mostCalls], nice: true },
      axis: { title: bottom ? 'Cal.com calls' : null, labels: bottom, tickCount: 5, grid: false },
    };
    const p99 = {
      field: 'p99',
      type: 'quantitative',
      scale: { type: 'log', domain: [lowest, highest], nice: false },
      axis: { title: bottom ? 'p99, ms' : null, labels: bottom, values: decades, format: ',~r' },
    };
    const size = { width: WIDTH, height: { step: 34 }, data: { values } };
    return {
      calls: {
        ...size,
        layer: [
          {
            mark: { type: 'bar', height: 20 },
            encoding: { x: calls, y: { ...y, axis: { ...rows, title: `${atOnce} at once` } }, color },
          },
          { mark: label, encoding: { x: calls, y, text: { field: 'callsText' } } },
        ],
      },
      p99: {
        ...size,
        layer: [
          {
            mark: { type: 'point', filled: true, size: 140, opacity: 1 },
            encoding: { x: p99, y: { ...y, axis: { ...rows, title: null, labels: false } }, color },
          },
          { mark: { ...label, dx: 11 }, encoding: { x: p99, y, text: { field: 'p99Text' } } },
        ],
      },
    };
  });
  return styled({
    title: {
      text: 'A cold start: many ask at once and nothing is cached',
      subtitle:
        'All ask about one event type. Left: the calls that it costs. Right: p99 of the wait, on a logarithmic scale.',
    },
    spacing: 30,
    hconcat: [
      { spacing: 24, bounds: 'flush', vconcat: panels.map(({ calls }) => calls) },
      { spacing: 24, bounds: 'flush', vconcat: panels.map(({ p99 }) => p99) },
    ],
  });
};
