// A small line plot of one series over the last hour.
import { element } from './element.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 60;
/** Room above and beside the line, so that its ends are not cut. */
const MARGIN = 4;

const shape = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
};

/** Runs of values without a gap, as lists of [x, y]. */
const runsOf = (values, x, y) => {
  const runs = [];
  let run;
  values.forEach((value, index) => {
    if (value === null) {
      run = undefined;
      return;
    }
    if (run === undefined) {
      run = [];
      runs.push(run);
    }
    run.push([x(index), y(value)]);
  });
  return runs;
};

const pathOf = (points) =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/**
 * Draws into `place`.
 * @param values oldest first, null for a gap
 * @param most the upper end of the scale, at least; a greater value widens it
 * @param limit the target, drawn where it is within the scale
 * @param write how a value is written
 * @param subject what the plot is of, for whoever cannot see it
 */
export const drawPlot = (place, { values, most, limit, write, subject }) => {
  const known = values.filter((value) => value !== null);
  const top = Math.max(most, ...known) || 1;
  const x = (index) => (index / Math.max(1, values.length - 1)) * (WIDTH - MARGIN);
  const y = (value) => HEIGHT - (value / top) * (HEIGHT - MARGIN);
  const svg = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  const said =
    known.length === 0
      ? `${subject} over the last hour: nothing to plot yet`
      : `${subject} over the last hour: lowest ${write(Math.min(...known))}, highest ${write(Math.max(...known))}, latest ${write(known.at(-1))}`;
  svg.setAttribute('aria-label', said);
  for (const run of runsOf(values, x, y)) {
    const [[first]] = run;
    const [last] = run.at(-1);
    // A single point is a line without length; its round ends make it a dot.
    const isPoint = run.length === 1;
    const line = isPoint ? `${pathOf(run)}h0.01` : pathOf(run);
    if (!isPoint) svg.append(shape('path', { class: 'area', d: `${line}L${last} ${HEIGHT}L${first} ${HEIGHT}Z` }));
    svg.append(shape('path', { class: isPoint ? 'series point' : 'series', d: line }));
  }
  if (limit <= top) svg.append(shape('line', { class: 'limit', x1: 0, x2: WIDTH, y1: y(limit), y2: y(limit) }));
  const scale = element(
    'div',
    { class: 'scale', 'aria-hidden': 'true' },
    element('span', {}, '1 h ago'),
    element('span', {}, `scale 0 to ${write(top)}`),
    element('span', {}, 'now'),
  );
  place.replaceChildren(svg, scale);
};
