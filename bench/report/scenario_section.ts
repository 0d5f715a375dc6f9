import { type ContenderRun, failuresOf, type ScenarioResult } from '../figures.ts';
import { failuresText } from './failures_text.ts';
import { count, measure, NOTHING, per, percent } from './format_number.ts';
import { inline, markdownTable, numbers, words } from './markdown_table.ts';
import { memoryTable } from './memory_table.ts';
import { runLabel, titleOf } from './titles.ts';

const COLUMNS = [
  words('contender'),
  numbers('requests'),
  numbers('requests/s'),
  numbers('p50 ms'),
  numbers('p95 ms'),
  numbers('p99 ms'),
  numbers('max ms'),
  numbers('Cal.com calls'),
  numbers('per 1,000 requests'),
  numbers('hits %'),
  numbers('429s'),
  words('errors'),
  numbers('offers'),
  numbers('wrong offers'),
  numbers('wrong per 10,000'),
  numbers('not bookable'),
];

const row = (run: ContenderRun): string[] => {
  const { figures } = run;
  const { requests, latency, calcomCalls, offers, wrongOffers, unbookableOffers } = figures;
  const milliseconds = (value: number): string =>
    requests === failuresOf(figures.failures) ? NOTHING : measure(value);
  return [
    inline(runLabel(run)),
    count(requests),
    measure(requests / figures.seconds),
    milliseconds(latency.p50),
    milliseconds(latency.p95),
    milliseconds(latency.p99),
    milliseconds(latency.max),
    count(calcomCalls),
    per(1000, calcomCalls, requests),
    percent(figures.hits, requests),
    count(figures.tooManyRequests),
    failuresText(figures.failures),
    count(offers),
    count(wrongOffers),
    per(10_000, wrongOffers, offers),
    count(unbookableOffers),
  ];
};

/** A scenario: what the load is, a row for every contender, and memory where it was sampled. */
export const scenarioSection = ({ name, description, runs }: ScenarioResult): string => {
  const memory = memoryTable(runs);
  return [
    `### ${inline(titleOf(name))}`,
    inline(description),
    ...(runs.length === 0 ? ['No contender took part.'] : [markdownTable(COLUMNS, runs.map(row))]),
    ...(memory === undefined ? [] : ['Resident memory, process by process:', memory]),
  ].join('\n\n');
};
