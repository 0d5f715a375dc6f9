import type { TopLevelSpec } from 'vega-lite';
import type { BenchResult } from '../figures.ts';
import { callsPlot } from './calls_plot.ts';
import { coldStartPlot } from './cold_start_plot.ts';
import { latencyPlot } from './latency_plot.ts';
import { memoryPlot } from './memory_plot.ts';
import { wrongOffersPlot } from './wrong_offers_plot.ts';

/** A plot of the report. */
export interface Plot {
  /** Such as `cold-start.svg`. */
  readonly file: string;
  /** What is seen, for who cannot see it. */
  readonly shows: string;
  readonly spec: TopLevelSpec;
}

/** The plots that a run has the data for, in the order of the report. */
export const plotsOf = ({ scenarios, faults }: Pick<BenchResult, 'scenarios' | 'faults'>): Plot[] => {
  const runsOf = (name: string) => scenarios.find((scenario) => scenario.name === name)?.runs ?? [];
  const plots: { file: string; shows: string; spec: TopLevelSpec | undefined }[] = [
    {
      file: 'cold-start.svg',
      shows: 'Cal.com calls and p99 of a cold start, by contender',
      spec: coldStartPlot(scenarios),
    },
    {
      file: 'calls-over-time.svg',
      shows: 'Cal.com calls an hour of the simulated day and their sum, by contender',
      spec: callsPlot(runsOf('day-trace')),
    },
    {
      file: 'wrong-offers.svg',
      shows: 'Wrong offers per 10,000 offers over the simulated day, by contender',
      spec: wrongOffersPlot(runsOf('day-trace')),
    },
    {
      file: 'latency-over-time.svg',
      shows: 'p50, p99 and unanswered requests over time while Cal.com is down and while it is slow, by contender',
      spec: latencyPlot(faults),
    },
    {
      file: 'memory-over-time.svg',
      shows: 'Resident memory of every process over time under the sustained load, by contender',
      spec: memoryPlot(runsOf('sustained')),
    },
  ];
  return plots.flatMap(({ spec, ...plot }) => (spec === undefined ? [] : [{ ...plot, spec }]));
};
