import { type Figures, failuresOf } from '../figures.ts';
import { count } from './format_number.ts';
import { inline } from './markdown_table.ts';

/** How many got no answer, and why, the commonest reason first: `12 (timeout: 10, 429: 2)`. */
export const failuresText = (failures: Figures['failures']): string => {
  const reasons = Object.entries(failures)
    .filter(([, times]) => times > 0)
    .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1));
  if (reasons.length === 0) return '0';
  return `${count(failuresOf(failures))} (${reasons.map(([reason, times]) => `${inline(reason)}: ${count(times)}`).join(', ')})`;
};
