import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { measureTextByLength } from './text_width.ts';

/**
 * Draws a plot without a browser. The same specification gives the same text on every machine.
 * @returns an SVG document
 */
export const drawPlot = async (spec: TopLevelSpec): Promise<string> => {
  measureTextByLength();
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
};
