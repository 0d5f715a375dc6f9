/**
 * `npm run bench:report`: writes `report.md` and `plots` again from the figures of the last run, without running anything: into `bench`, or
 * beside the figures of a quick run, which are no part of the repository.
 *
 * `--result FILE` reads another run's figures, `--folder FOLDER` writes elsewhere.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchResult } from './figures.ts';
import { writeReport } from './report/write_report.ts';

const { values } = parseArgs({
  options: {
    result: { type: 'string', default: join(import.meta.dirname, '../.data/bench/result.json') },
    folder: { type: 'string' },
  },
});

const result: BenchResult = JSON.parse(await readFile(values.result, 'utf8'));
const folder = values.folder ?? (result.quick ? dirname(values.result) : import.meta.dirname);
await writeReport(result, folder);
console.log(`${join(folder, 'report.md')} is written.`);
