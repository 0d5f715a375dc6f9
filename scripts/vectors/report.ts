import type { Tally } from './tally.ts';

/** Tallies as lines for a terminal: a table of themes, then every answer that differs. */
export function reportOf(tallies: readonly Tally[]): string {
  return tallies.map(sectionOf).join('\n\n');
}

function sectionOf({ measure, about, themes, differences }: Tally): string {
  const sum = (key: 'answers' | 'agree' | 'calls'): number => themes.reduce((total, theme) => total + theme[key], 0);
  const all = { theme: 'all', answers: sum('answers'), agree: sum('agree'), calls: sum('calls') };
  const rows = [...themes, all].map(({ theme, answers, agree, calls }) => [
    theme,
    `${agree} of ${answers}`,
    `${calls} Cal.com calls`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd(),
  );
  const differing = differences.map(
    ({ file, case: index, difference, reason }) =>
      `  ${reason === undefined ? 'differs' : 'excepted'}: ${file} case ${index}: ${difference}${reason === undefined ? '' : ` (${reason})`}`,
  );
  return [`${measure}: ${about}`, ...table, ...differing].join('\n');
}
