// Asks every question of every measure, and counts by theme.

import type { Measure } from './measure.ts';
import type { VectorFile } from './vector_file.ts';

/** An answer that differs: which, how, and the reason where it may. */
export type Difference = {
  readonly theme: string;
  readonly file: string;
  readonly case: number;
  readonly difference: string;
  readonly reason: string | undefined;
};

/** What one measure came to. `calls` are Cal.com's. */
export type Tally = {
  readonly measure: string;
  readonly about: string;
  readonly themes: readonly {
    readonly theme: string;
    readonly answers: number;
    readonly agree: number;
    readonly calls: number;
  }[];
  readonly differences: readonly Difference[];
};

/** Runs one measure over files. */
export async function tallyOf(measure: Measure, files: readonly VectorFile[]): Promise<Tally> {
  const themes = new Map<string, { theme: string; answers: number; agree: number; calls: number }>();
  const differences: Difference[] = [];
  for (const file of files) {
    const { theme } = file;
    const sums = themes.get(theme) ?? { theme, answers: 0, agree: 0, calls: 0 };
    themes.set(theme, sums);
    const asked = await measure.begin(file);
    try {
      for (const [index, question] of file.cases.entries()) {
        const { difference, calls, excuse } = await asked.ask(question).then(
          (answered) => ({ ...answered, difference: measure.judge(question, answered) }),
          (error: unknown) => ({
            difference: error instanceof Error ? error.message : String(error),
            calls: 0,
            excuse: undefined,
          }),
        );
        sums.answers += 1;
        sums.calls += calls;
        if (difference === undefined) sums.agree += 1;
        else differences.push({ theme, file: file.name, case: index, difference, reason: excuse });
      }
    } finally {
      await asked.end();
    }
  }
  return { measure: measure.name, about: measure.about, themes: [...themes.values()], differences };
}

/** The differences that nobody has a reason for. */
export function unexplained(tallies: readonly Tally[]): Difference[] {
  return tallies.flatMap(({ differences }) => differences.filter(({ reason }) => reason === undefined));
}
