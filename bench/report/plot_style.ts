/** How every plot of the report looks: on white, so that it reads in a dark page too, and a contender has one colour everywhere. */
import type { Config, TopLevelSpec } from 'vega-lite';
import { CONTENDERS, type ContenderName } from '../contender.ts';
import type { ContenderRun } from '../figures.ts';
import { runLabel } from './titles.ts';

/** From the palette of Okabe and Ito, whose colours stay apart for the colour-blind. */
const COLOURS: Readonly<Record<ContenderName, string>> = { before: '#D55E00', nginx: '#0072B2', slotproof: '#009E73' };

/** Text and lines that belong to no contender. */
export const INK = '#24292f';
/** What is said beside the matter: notes, aims. */
export const PALE_INK = '#57606a';
const GRID = '#e6e8eb';

/** Maps a contender to its colour, for the ones that take part. */
export const contenderColours = (present: readonly string[]): { domain: string[]; range: string[] } => {
  const domain = CONTENDERS.filter((name) => present.includes(name));
  return { domain, range: domain.map((name) => COLOURS[name]) };
};

/** A contender's first variant has a full line, its next ones are dashed. */
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
];

/** Colour and dash of a line by its field `run`, which holds `runLabel`; both are told in one legend. */
export const runScale = (runs: readonly ContenderRun[]): { color: object; strokeDash: object } => {
  const domain = runs.map(runLabel);
  const earlier = (run: ContenderRun, index: number): number =>
    runs.slice(0, index).filter(({ contender }) => contender === run.contender).length;
  const scale = (range: unknown[]): object => ({ field: 'run', type: 'nominal', scale: { domain, range } });
  return {
    color: scale(runs.map(({ contender }) => COLOURS[contender])),
    strokeDash: scale(runs.map((run, index) => DASHES[Math.min(earlier(run, index), DASHES.length - 1)])),
  };
};

/** Fonts by family that every system maps to one it has; no font is embedded. */
const CONFIG: Config = {
  background: '#ffffff',
  padding: 16,
  font: 'system-ui, Helvetica, Arial, sans-serif',
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'bounds',
    color: INK,
    fontSize: 16,
    fontWeight: 600,
    subtitleColor: PALE_INK,
    subtitleFontSize: 12,
    subtitlePadding: 6,
    offset: 14,
  },
  axis: {
    labelColor: PALE_INK,
    labelFontSize: 11,
    titleColor: INK,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    labelFlush: false,
    gridColor: GRID,
    domainColor: '#8c959f',
    tickColor: '#8c959f',
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    title: null,
    labelColor: INK,
    labelFontSize: 12,
    labelLimit: 300,
    symbolSize: 120,
    symbolStrokeWidth: 3,
    columnPadding: 16,
    offset: 10,
  },
};

/**
 * A plot in this style. Its parts are put together by functions in whose literals `'line'` is any string, so the compiler cannot hold the
 * whole against Vega-Lite's types: that it can be drawn without a warning is tested.
 */
export const styled = (spec: Readonly<Record<string, unknown>>): TopLevelSpec =>
  ({ config: CONFIG, ...spec }) as TopLevelSpec;
