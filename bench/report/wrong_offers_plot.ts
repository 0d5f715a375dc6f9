/** How often a day's answers offer what the caller is not shown by Cal.com. */
import type { TopLevelSpec } from 'vega-lite';
import type { ContenderRun } from '../figures.ts';
import { count, measure } from './format_number.ts';
import { contenderColours, INK, styled } from './plot_style.ts';
import { runLabel } from './titles.ts';

/** A bar a contender and variant, with its value written. Undefined when nobody offered anything. */
export const wrongOffersPlot = (runs: readonly ContenderRun[]): TopLevelSpec | undefined => {
  const bars = runs
    .filter(({ figures }) => figures.offers > 0)
    .map((run) => {
      const { offers, wrongOffers } = run.figures;
      const rate = (10_000 * wrongOffers) / offers;
      const label = `${measure(rate)} (${count(wrongOffers)} of ${count(offers)})`;
      return { run: runLabel(run), contender: run.contender, rate, label };
    });
  if (bars.length === 0) return undefined;
  const y = {
    field: 'run',
    type: 'nominal',
    sort: null,
    axis: { title: null, ticks: false, domain: false, labelPadding: 8 },
  };
  // Nobody may have offered anything wrong: an axis has a length all the same.
  const highest = bars.reduce((most, { rate }) => Math.max(most, rate), 1);
  const x = {
    field: 'rate',
    type: 'quantitative',
    scale: { domain: [0, highest], nice: true },
    axis: { title: 'wrong offers per 10,000 offers', tickCount: 6, grid: false },
  };
  return styled({
    title: {
      text: 'How often a slot is offered that Cal.com does not list to the caller',
      subtitle: 'Wrong offers per 10,000 offers over the simulated day; in brackets their number.',
    },
    width: 560,
    height: { step: 44 },
    data: { values: bars },
    layer: [
      {
        mark: { type: 'bar', height: 24 },
        encoding: {
          x,
          y: { ...y, axis: { ...y.axis, labelFontSize: 12, labelColor: INK, labelLimit: 300 } },
          color: {
            field: 'contender',
            type: 'nominal',
            scale: contenderColours(bars.map(({ contender }) => contender)),
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, color: INK, fontSize: 12 },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  });
};
