import { type FaultPhase, type FaultResult, failuresOf } from '../figures.ts';
import { failuresText } from './failures_text.ts';
import { count, countAndShare, measure, NOTHING, percent } from './format_number.ts';
import { inline, markdownTable, numbers, words } from './markdown_table.ts';
import { titleOf } from './titles.ts';

const COLUMNS = [
  words('contender'),
  words('phase'),
  numbers('requests'),
  numbers('answered %'),
  numbers('wrong'),
  numbers('failed %'),
  words('failed'),
  numbers('p50 ms'),
  numbers('p99 ms'),
];

/** The first contender is called `before` as well, so a phase says what it is before. */
const PHASES: Readonly<Record<FaultPhase['phase'], string>> = {
  before: 'before the fault',
  during: 'during it',
  after: 'after it',
};

const row = (contender: string, { phase, requests, answered, wrong, failures, latency }: FaultPhase): string[] => [
  inline(contender),
  PHASES[phase],
  count(requests),
  percent(answered, requests),
  countAndShare(wrong, requests),
  percent(failuresOf(failures), requests),
  failuresText(failures),
  answered === 0 ? NOTHING : measure(latency.p50),
  answered === 0 ? NOTHING : measure(latency.p99),
];

/** A fault: what is done, and how requests fared before, during and after it. */
export const faultSection = ({ name, description, runs }: FaultResult): string => {
  const rows = runs.flatMap(({ contender, phases }) => phases.map((phase) => row(contender, phase)));
  return [
    `### ${inline(titleOf(name))}`,
    inline(description),
    rows.length === 0 ? 'No contender took part.' : markdownTable(COLUMNS, rows),
  ].join('\n\n');
};
