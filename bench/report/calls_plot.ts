/** What a day costs in Cal.com calls. */
import type { TopLevelSpec } from 'vega-lite';
import type { ContenderRun, TimelinePoint } from '../figures.ts';
import { count } from './format_number.ts';
import { INK, PALE_INK, runScale, styled } from './plot_style.ts';
import { spreadLabels } from './spread_labels.ts';
import { runLabel } from './titles.ts';

const HEIGHT = 260;
const HOUR = 3600;
/** The design's promise for steady traffic. */
const CALLS_AN_HOUR = 50;

interface Hour {
  readonly hour: number;
  readonly calls: number;
  /** Calls an hour: other than `calls` where the timeline covers a part of the hour, or more than it. */
  readonly rate: number;
}

const callsOf = (hours: readonly Hour[]): number => hours.reduce((sum, { calls }) => sum + calls, 0);

/** Calls by the hour of the day in which a stretch of the timeline begins. */
const hourly = (timeline: readonly TimelinePoint[]): Hour[] => {
  const hours = new Map<number, { calls: number; seconds: number }>();
  for (const { from, until, calcomCalls } of timeline) {
    const hour = Math.floor(from / HOUR);
    const sum = hours.get(hour) ?? { calls: 0, seconds: 0 };
    hours.set(hour, { calls: sum.calls + calcomCalls, seconds: sum.seconds + until - from });
  }
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([hour, { calls, seconds }]) => ({ hour, calls, rate: seconds > 0 ? (calls * HOUR) / seconds : 0 }));
};

/** A scale that is logarithmic and has a zero, since an hour may cost no call at all. */
const scaleUpTo = (highest: number): { channel: object; pixel: (value: number) => number } => {
  const top = 10 ** Math.max(2, Math.ceil(Math.log10(Math.max(highest, 1))));
  const values = [0, ...Array.from({ length: Math.round(Math.log10(top)) + 1 }, (_, power) => 10 ** power)];
  return {
    channel: { scale: { type: 'symlog', constant: 1, domain: [0, top], nice: false }, axis: { values, format: ',d' } },
    pixel: (value) => HEIGHT * (1 - Math.log1p(value) / Math.log1p(top)),
  };
};

const hours = (last: number): object => ({
  field: 'hour',
  type: 'quantitative',
  scale: { domain: [0, last], nice: false },
  axis: { title: 'hour of the day', values: [0, 4, 8, 12, 16, 20, 24], grid: false },
});

/** Calls an hour, and their sum with the total written at the end of its line. Undefined when there is no timeline. */
export const callsPlot = (runs: readonly ContenderRun[]): TopLevelSpec | undefined => {
  const drawn = runs
    .map((run) => ({ run: runLabel(run), hours: hourly(run.timeline) }))
    .filter((line) => line.hours.length > 0);
  if (drawn.length === 0) return undefined;
  const perHour = drawn.flatMap(({ run, hours }) => hours.map(({ hour, rate }) => ({ run, hour: hour + 0.5, rate })));
  const summed = drawn.flatMap(({ run, hours }) => [
    { run, hour: 0, sum: 0 },
    ...hours.map(({ hour }, index) => ({ run, hour: hour + 1, sum: callsOf(hours.slice(0, index + 1)) })),
  ]);
  const last = summed.reduce((latest, { hour }) => Math.max(latest, hour), 0);
  const rates = scaleUpTo(perHour.reduce((most, { rate }) => Math.max(most, rate), 0));
  const sums = scaleUpTo(summed.reduce((most, { sum }) => Math.max(most, sum), 0));
  const totals = drawn.map(({ run, hours }) => ({ run, total: callsOf(hours) }));
  const places = spreadLabels(
    totals.map(({ total }) => sums.pixel(total)),
    14,
    HEIGHT,
  );
  const line = { type: 'line', strokeWidth: 2 };
  const run = runScale(runs);
  return styled({
    title: {
      text: 'What a day costs in Cal.com calls',
      subtitle: 'By the hour of the simulated day, and summed up. The scale is logarithmic above 1.',
    },
    spacing: 24,
    hconcat: [
      {
        width: 380,
        height: HEIGHT,
        layer: [
          {
            data: { values: perHour },
            mark: line,
            encoding: {
              x: hours(last),
              y: { field: 'rate', type: 'quantitative', ...rates.channel, title: 'Cal.com calls an hour' },
              ...run,
            },
          },
          {
            data: { values: [{ aim: CALLS_AN_HOUR }] },
            mark: { type: 'rule', color: PALE_INK, strokeDash: [2, 3] },
            encoding: { y: { field: 'aim', type: 'quantitative' } },
          },
          {
            data: { values: [{ aim: CALLS_AN_HOUR, hour: last }] },
            mark: { type: 'text', align: 'left', dx: 6, color: PALE_INK, fontSize: 11 },
            encoding: {
              x: { field: 'hour', type: 'quantitative' },
              y: { field: 'aim', type: 'quantitative' },
              text: { value: `aim: < ${CALLS_AN_HOUR}` },
            },
          },
        ],
      },
      {
        width: 380,
        height: HEIGHT,
        layer: [
          {
            data: { values: summed },
            mark: line,
            encoding: {
              x: hours(last),
              y: { field: 'sum', type: 'quantitative', ...sums.channel, title: 'Cal.com calls since midnight' },
              ...run,
            },
          },
          {
            data: { values: totals.map(({ total }, index) => ({ hour: last, total: count(total), y: places[index] })) },
            mark: { type: 'text', align: 'left', dx: 6, color: INK, fontSize: 12 },
            encoding: {
              x: { field: 'hour', type: 'quantitative' },
              y: { field: 'y', type: 'quantitative', scale: null },
              text: { field: 'total' },
            },
          },
        ],
      },
    ],
  });
};
