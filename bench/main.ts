/**
 * `npm run bench`: three contenders under the same traffic, side by side. Speeds are reported and never judged; the counts that hold
 * on any machine are checked, and the process fails where one does not.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './figures.ts';
import { describeMachine } from './machine.ts';
import { readOptions, USAGE } from './options.ts';
import { writeReport } from './report/write_report.ts';
import { outcome, type Scenario, type ScenarioOutcome } from './scenario.ts';
import { coldStart } from './scenarios/cold_start.ts';
import { dayTrace } from './scenarios/day_trace.ts';
import { faults } from './scenarios/faults.ts';
import { fullCalendar } from './scenarios/full_calendar.ts';
import { normal } from './scenarios/normal.ts';
import { sustained } from './scenarios/sustained.ts';
import { contendersHere } from './world.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'full-calendar': fullCalendar,
  'cold-start': coldStart,
  normal,
  'day-trace': dayTrace,
  faults,
  sustained,
};

const RESULT_FOLDER = fileURLToPath(new URL('../.data/bench/', import.meta.url));
const REPORT_FOLDER = fileURLToPath(new URL('.', import.meta.url));

const readOptionsOrExit = (): ReturnType<typeof readOptions> => {
  try {
    const options = readOptions(process.argv.slice(2));
    const unknown = options.only.filter((name) => SCENARIOS[name] === undefined);
    if (unknown.length > 0)
      throw new Error(`No such scenario: ${unknown.join(', ')}. ${Object.keys(SCENARIOS).join(', ')}`);
    return options;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
};

const options = readOptionsOrExit();
const contenders = contendersHere();
if (!contenders.includes('nginx')) console.log('There is no nginx here, so it is left out: npm run bench:setup');
const startedAt = new Date();
const chosen = Object.entries(SCENARIOS).filter(([name]) => options.only.length === 0 || options.only.includes(name));
const outcomes = new Map<string, ScenarioOutcome>();
const runInTurn = async (some: typeof chosen): Promise<void> => {
  for (const [name, scenario] of some) {
    const began = performance.now();
    outcomes.set(name, await scenario({ ...options, contenders }));
    console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
};
// They wait more than they compute. Beside them speeds would not be told truly, and the quick form tells none.
const besides = options.quick ? ['day-trace', 'faults'] : [];
const inTurn = chosen.filter(([name]) => !besides.includes(name));
await Promise.all([inTurn, ...chosen.filter(([name]) => besides.includes(name)).map((one) => [one])].map(runInTurn));

const found = chosen.map(([name]) => outcomes.get(name) ?? outcome({}));
const scenarios = found.flatMap((one) => one.scenarios);
const targets = found.flatMap((one) => one.targets);
const expectations = found.flatMap((one) => one.expectations);
const result: BenchResult = {
  startedAt: startedAt.toISOString(),
  quick: options.quick,
  seed: options.seed,
  seconds: (Date.now() - startedAt.getTime()) / 1000,
  machine: describeMachine(),
  scenarios,
  faults: found.flatMap((one) => one.faults),
  targets,
};
mkdirSync(RESULT_FOLDER, { recursive: true });
// The report in the repository is that of a whole run.
const isWhole = !options.quick && options.only.length === 0;
writeFileSync(`${RESULT_FOLDER}${isWhole ? 'result' : 'partial'}.json`, JSON.stringify(result));
const reportFolder = isWhole ? REPORT_FOLDER : RESULT_FOLDER;
await writeReport(result, reportFolder);

for (const { what, aim, measured, met } of targets)
  console.log(`${met ? 'met   ' : 'missed'} ${what}: ${measured} (aim ${aim})`);
for (const { what, found, holds } of expectations) console.log(`${holds ? 'holds ' : 'FAILS '} ${what}: ${found}`);
console.log(`${reportFolder}report.md after ${result.seconds.toFixed(0)} s`);
process.exit(expectations.every(({ holds }) => holds) ? 0 : 1);
