import type { Target } from '../figures.ts';
import { inline, markdownTable, words } from './markdown_table.ts';

/** The design's promises, what was measured, and what stands in the way of the ones that are not kept. Undefined without any. */
export const targetsSection = (targets: readonly Target[]): string | undefined => {
  if (targets.length === 0) return undefined;
  const met = targets.filter((target) => target.met).length;
  const table = markdownTable(
    [words('target'), words('aim'), words('measured'), words('met'), words('what stands in the way')],
    targets.map((target) => [
      inline(target.what),
      inline(target.aim),
      inline(target.measured),
      target.met ? 'yes' : '**no**',
      inline(target.note ?? ''),
    ]),
  );
  return `## Targets\n\nWhat the design promises of slotproof: ${met} of ${targets.length} are met.\n\n${table}`;
};
