import type { ContenderRun } from '../figures.ts';
import { change, measure } from './format_number.ts';
import { inline, markdownTable, numbers, words } from './markdown_table.ts';
import { growthOverSecondHalf, memorySeries } from './memory_series.ts';
import { runLabel } from './titles.ts';

const COLUMNS = [
  words('contender'),
  words('process'),
  numbers('first MB'),
  numbers('highest MB'),
  numbers('last MB'),
  numbers('growth in the second half, MB'),
];

/** What every process held at first, at most and at last, and whether it still grew. Undefined where no memory was sampled. */
export const memoryTable = (runs: readonly ContenderRun[]): string | undefined => {
  const rows = runs.flatMap((run) =>
    memorySeries(run.memory).map((series) => {
      const megabytes = series.samples.map((sample) => sample.megabytes);
      return [
        inline(runLabel(run)),
        inline(series.role),
        measure(megabytes[0] ?? Number.NaN),
        measure(Math.max(...megabytes)),
        measure(megabytes.at(-1) ?? Number.NaN),
        change(growthOverSecondHalf(series) ?? Number.NaN),
      ];
    }),
  );
  return rows.length === 0 ? undefined : markdownTable(COLUMNS, rows);
};
