/** What users wait while Cal.com is down and while it is slow. */
import type { TopLevelSpec } from 'vega-lite';
import type { FaultResult, TimelinePoint } from '../figures.ts';
import { contenderColours, styled } from './plot_style.ts';
import { titleOf } from './titles.ts';

/** The faults that are drawn, in this order. */
const FAULTS = ['calcom-down', 'calcom-slow'];
/** In ms. A logarithmic axis has no zero; what is faster is drawn here. */
const LEAST = 0.1;

interface Row {
  readonly title: string;
  readonly value: (point: TimelinePoint) => number | null;
  readonly scale: object;
  readonly axis: object;
}

interface Line {
  readonly contender: string;
  readonly at: number;
  /** Null breaks the line: nothing was answered then. */
  readonly value: number | null;
}

const latency = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(value, LEAST) : null;

const lines = ({ runs }: FaultResult, value: Row['value']): Line[] =>
  runs.flatMap(({ contender, timeline }) =>
    timeline.map((point) => ({ contender, at: (point.from + point.until) / 2, value: value(point) })),
  );

/** Powers of ten around every latency, so that the panels can be compared. */
const decades = (faults: readonly FaultResult[]): number[] => {
  const values = faults
    .flatMap(({ runs }) => runs.flatMap(({ timeline }) => timeline.flatMap(({ p50, p99 }) => [p50, p99])))
    .map(latency)
    .filter((value) => value !== null);
  const lowest = Math.floor(Math.log10(values.reduce((least, value) => Math.min(least, value), 10)));
  const highest = Math.ceil(Math.log10(values.reduce((most, value) => Math.max(most, value), 10)));
  return Array.from({ length: Math.max(highest - lowest, 1) + 1 }, (_, index) => 10 ** (lowest + index));
};

const panel = (fault: FaultResult, row: Row, place: { first: boolean; left: boolean; last: boolean }): object => {
  const ends = fault.runs.map(({ timeline }) => timeline.at(-1)?.until ?? 0);
  return {
    width: 380,
    height: 130,
    ...(place.first ? { title: { text: titleOf(fault.name), frame: 'group', fontSize: 13, offset: 8 } } : {}),
    layer: [
      ...(fault.stretch === undefined
        ? []
        : [
            {
              data: { values: [fault.stretch] },
              mark: { type: 'rect', color: '#d0d7de', opacity: 0.5 },
              encoding: { x: { field: 'from', type: 'quantitative' }, x2: { field: 'until' } },
            },
          ]),
      {
        data: { values: lines(fault, row.value) },
        // A round cap makes a dot of an answer that stands alone.
        mark: { type: 'line', strokeWidth: 2, strokeCap: 'round' },
        encoding: {
          x: {
            field: 'at',
            type: 'quantitative',
            scale: { domain: [0, ends.reduce((most, end) => Math.max(most, end), 1)], nice: false },
            axis: { title: place.last ? 'seconds since the beginning' : null, labels: place.last, grid: false },
          },
          y: {
            field: 'value',
            type: 'quantitative',
            scale: row.scale,
            axis: { title: place.left ? row.title : null, minExtent: 50, ...row.axis },
          },
          color: {
            field: 'contender',
            type: 'nominal',
            scale: contenderColours(fault.runs.map((run) => run.contender)),
          },
        },
      },
    ],
  };
};

/** p50, p99 and what got no answer, over time, a column a fault. Undefined when neither fault was tried. */
export const latencyPlot = (faults: readonly FaultResult[]): TopLevelSpec | undefined => {
  const drawn = FAULTS.flatMap((name) =>
    faults.filter((fault) => fault.name === name && fault.runs.some(({ timeline }) => timeline.length > 0)),
  );
  if (drawn.length === 0) return undefined;
  const values = decades(drawn);
  const milliseconds = {
    scale: { type: 'log', domain: [values[0], values.at(-1)], nice: false },
    axis: { values, format: ',~r' },
  };
  const rows: Row[] = [
    { title: 'p50, ms', value: ({ p50 }) => latency(p50), ...milliseconds },
    { title: 'p99, ms', value: ({ p99 }) => latency(p99), ...milliseconds },
    {
      title: 'no answer, %',
      value: ({ failed, requests }) => (requests === 0 ? null : (100 * failed) / requests),
      scale: { domain: [0, 100] },
      axis: { values: [0, 50, 100] },
    },
  ];
  const shaded = drawn.some(({ stretch }) => stretch !== undefined) ? 'Shaded: the fault. ' : '';
  return styled({
    title: {
      text: 'What users wait while Cal.com is down and while it is slow',
      subtitle: `${shaded}A line is broken where nothing was answered. Latencies are on a logarithmic scale.`,
    },
    hconcat: drawn.map((fault, column) => ({
      vconcat: rows.map((row, index) =>
        panel(fault, row, { first: index === 0, left: column === 0, last: index === rows.length - 1 }),
      ),
      spacing: 14,
    })),
    spacing: 28,
  });
};
