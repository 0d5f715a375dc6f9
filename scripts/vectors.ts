// `npm run vectors -- DIR [--json]`: how many recorded answers of Cal.com's slot engine are given just so.

import { parseArgs } from 'node:util';
import type { Measure } from './vectors/measure.ts';
import { reportOf } from './vectors/report.ts';
import { simulatorMeasure } from './vectors/simulator_measure.ts';
import { laterMeasure, slotproofMeasure } from './vectors/slotproof_measures.ts';
import { type Tally, tallyOf, unexplained } from './vectors/tally.ts';
import { readVectors } from './vectors/vector_file.ts';

const MEASURES: readonly Measure[] = [simulatorMeasure, slotproofMeasure, laterMeasure];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (folder === undefined || positionals.length > 1) {
  console.error('Usage: npm run vectors -- DIR [--json]');
  process.exit(2);
}

const files = await readVectors(folder);
if (files.length === 0) {
  console.error(`There are no vector files (*.json) in ${folder}.`);
  process.exit(2);
}
const tallies: Tally[] = [];
for (const measure of MEASURES) tallies.push(await tallyOf(measure, files));
const wrong = unexplained(tallies);
console.log(
  values.json ? JSON.stringify({ measures: tallies, unexplained: wrong.length }, null, 2) : reportOf(tallies),
);
process.exitCode = wrong.length > 0 ? 1 : 0;
