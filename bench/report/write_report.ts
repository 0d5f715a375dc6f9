import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchResult } from '../figures.ts';
import { drawPlot } from './draw_plot.ts';
import { plotsOf } from './plots.ts';
import { reportMarkdown } from './report_markdown.ts';

/**
 * Writes `report.md` and `plots/*.svg` into a folder. The plots of an earlier report are taken away first, so that none is left which this
 * run has no data for.
 */
export const writeReport = async (result: BenchResult, folder: string): Promise<void> => {
  const drawings = await Promise.all(
    plotsOf(result).map(async ({ file, spec }) => ({ file, svg: await drawPlot(spec) })),
  );
  const plots = join(folder, 'plots');
  await rm(plots, { recursive: true, force: true });
  await mkdir(plots, { recursive: true });
  for (const { file, svg } of drawings) await writeFile(join(plots, file), svg);
  await writeFile(join(folder, 'report.md'), reportMarkdown(result));
};
