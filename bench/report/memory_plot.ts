/** What processes hold while the load goes on for long. */
import type { TopLevelSpec } from 'vega-lite';
import type { ContenderRun } from '../figures.ts';
import { memorySeries } from './memory_series.ts';
import { contenderColours, INK, styled } from './plot_style.ts';
import { spreadLabels } from './spread_labels.ts';
import { runLabel } from './titles.ts';

const WIDTH = 210;
const HEIGHT = 200;

/** The unit in which a time span reads best. */
const unitFor = (seconds: number): { name: string; seconds: number } => {
  if (seconds < 300) return { name: 'seconds', seconds: 1 };
  return seconds < 3 * 3600 ? { name: 'minutes', seconds: 60 } : { name: 'hours', seconds: 3600 };
};

/** The next of 100, 200, 500, 1,000 … MB. */
const roundUp = (megabytes: number): number => {
  const power = 10 ** Math.max(2, Math.floor(Math.log10(Math.max(megabytes, 1))));
  return ([1, 2, 5].find((step) => step * power >= megabytes) ?? 10) * power;
};

/** A panel a contender, a line a process with its role written at its end. Undefined when no memory was sampled. */
export const memoryPlot = (runs: readonly ContenderRun[]): TopLevelSpec | undefined => {
  const drawn = runs
    .map((run) => ({ run, series: memorySeries(run.memory) }))
    .filter(({ series }) => series.length > 0);
  if (drawn.length === 0) return undefined;
  const samples = drawn.flatMap(({ series }) => series.flatMap((line) => line.samples));
  const end = samples.reduce((latest, { at }) => Math.max(latest, at), 1);
  const top = roundUp(samples.reduce((most, { megabytes }) => Math.max(most, megabytes), 0));
  const unit = unitFor(end);
  const x = {
    field: 'at',
    type: 'quantitative',
    scale: { domain: [0, end / unit.seconds], nice: false },
    axis: { title: `${unit.name} since the beginning`, grid: false, tickCount: 6 },
  };
  return styled({
    title: {
      text: 'What the processes hold while the load goes on',
      subtitle: 'Resident memory of every process under the sustained load.',
    },
    spacing: 32,
    hconcat: drawn.map(({ run, series }, index) => {
      const places = spreadLabels(
        series.map((line) => HEIGHT * (1 - (line.samples.at(-1)?.megabytes ?? 0) / top)),
        14,
        HEIGHT,
      );
      return {
        title: { text: runLabel(run), frame: 'group', fontSize: 13, offset: 8 },
        width: WIDTH,
        height: HEIGHT,
        layer: [
          {
            data: {
              values: series.flatMap(({ role, samples }) =>
                samples.map(({ at, megabytes }) => ({
                  role,
                  contender: run.contender,
                  at: at / unit.seconds,
                  megabytes,
                })),
              ),
            },
            mark: { type: 'line', strokeWidth: 2 },
            encoding: {
              x,
              y: {
                field: 'megabytes',
                type: 'quantitative',
                scale: { domain: [0, top], nice: false },
                axis: { title: index === 0 ? 'resident memory, MB' : null, tickCount: 5 },
              },
              color: {
                field: 'contender',
                type: 'nominal',
                scale: contenderColours(drawn.map((one) => one.run.contender)),
                legend: null,
              },
              detail: { field: 'role', type: 'nominal' },
            },
          },
          {
            data: {
              values: series.map(({ role }, line) => ({
                role,
                at: end / unit.seconds,
                y: places[line],
              })),
            },
            mark: { type: 'text', align: 'left', dx: 6, color: INK, fontSize: 12 },
            encoding: {
              x: { field: 'at', type: 'quantitative' },
              y: { field: 'y', type: 'quantitative', scale: null },
              text: { field: 'role' },
            },
          },
        ],
      };
    }),
  });
};
