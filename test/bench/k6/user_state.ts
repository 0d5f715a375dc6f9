/** What the stand-ins for k6's modules share within one virtual user. */
import { workerData } from 'node:worker_threads';
import type { MetricDeclaration, Sample } from './metric.ts';
import type { VirtualUserData } from './protocol.ts';

/** Where the virtual user stands. k6 allows in each stage what the stand-ins allow in it. */
export const state: {
  stage: 'init' | 'setup' | 'iteration';
  scenario: { readonly name: string; readonly executor: string; iterationInTest: number } | undefined;
  samples: Sample[];
  readonly metrics: MetricDeclaration[];
} = { stage: 'init', scenario: undefined, samples: [], metrics: [] };

/** What it was started with. */
export const userData = workerData as VirtualUserData;

/** Keeps a value, tagged as k6 tags it. */
export const keep = (metric: string, value: number, tags: Readonly<Record<string, string>> = {}): void => {
  const scenario = state.scenario === undefined ? {} : { scenario: state.scenario.name };
  state.samples.push({ metric, value, tags: { ...scenario, ...tags } });
};
