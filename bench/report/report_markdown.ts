import type { BenchResult } from '../figures.ts';
import { faultSection } from './fault_section.ts';
import { headingSection } from './heading_section.ts';
import { inline } from './markdown_table.ts';
import { plotsOf } from './plots.ts';
import { scenarioSection } from './scenario_section.ts';
import { targetsSection } from './targets_section.ts';

const SCENARIOS = `## Loads

Latency is what a user waits for an answer. A hit was answered without waiting for Cal.com. A 429 is a call that Cal.com refused because the
account's limit was reached. An offer is a slot in an answer; it is wrong if Cal.com did not list it to that caller, in the caller's zone,
at the moment of the answer, and not bookable if Cal.com would have refused to book it then. The commonest reasons stand first among the errors.`;

const FAULTS = `## Faults

The load goes on while something breaks. Wrong are answers that offered a slot which Cal.com did not list to the caller; failed are
requests that got no answer.`;

/** The whole report in Markdown, formatted as Biome would. It refers to the plots that `writeReport` writes beside it. */
export const reportMarkdown = (result: BenchResult): string => {
  const targets = targetsSection(result.targets);
  const plots = plotsOf(result);
  const sections = [
    headingSection(result),
    ...(targets === undefined ? [] : [targets]),
    ...(result.scenarios.length === 0 ? [] : [SCENARIOS, ...result.scenarios.map(scenarioSection)]),
    ...(result.faults.length === 0 ? [] : [FAULTS, ...result.faults.map(faultSection)]),
    ...(plots.length === 0 ? [] : ['## Plots']),
    ...plots.map(({ file, shows }) => `![${inline(shows)}](plots/${file})`),
  ];
  return `${sections.join('\n\n')}\n`;
};
